import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { t } from '@/i18n';
import { client } from '@/services/api';
import type { Body } from '@/services/types';

/** LiftForm gives the lots free again, as they were before the recall. */
export function LiftForm({ recall, onClose }: { recall: Body<'Recall'>; onClose: () => void }) {
  const [note, setNote] = useState('');
  const save = useSave(() => client.POST('/recalls/{recall_id}/lift', { params: { path: { recall_id: recall.id } }, body: { note: note.trim() } }), () => t('recall.lifted', { number: recall.number }), onClose);
  return (
    <FormModal title={`${t('recall.lift')} · ${recall.number}`} submit={t('recall.lift')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Text>{t('recall.lift.consequence')}</Text>
      <Textarea label={t('confirm.reason')} required maxLength={500} autosize minRows={2} value={note} onChange={(e) => setNote(e.currentTarget.value)} data-autofocus />
    </FormModal>
  );
}
