import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import type { Body } from '@/services/types';

/** HoldForm stops a lot, or gives it free again, with a reason. */
export function HoldForm({ lot, action, onClose }: { lot: Body<'LotSummary'>; action: 'hold' | 'release'; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const save = useSave(() => client.POST(`/lots/{lot_id}/${action}`, { params: { path: { lot_id: lot.id } }, body: { reason: reason.trim() } }), () => t(`lot.${action}.done`, { code: lot.code }), onClose);
  return (
    <FormModal title={`${t(`lot.${action}`)} · ${lot.code}`} submit={t(`lot.${action}`)} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Text>{t(`lot.${action}.consequence`)}</Text>
      <Textarea label={t('confirm.reason')} required maxLength={500} autosize minRows={2} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}
