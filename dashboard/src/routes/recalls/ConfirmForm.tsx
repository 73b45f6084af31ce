import { NumberInput, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { FormModal } from '@/components/FormModal';
import { useSave } from '@/components/useSave';
import { number, t } from '@/i18n';
import { client } from '@/services/api';
import type { Body } from '@/services/types';

/** ConfirmForm is a site's word on what it found and set aside. */
export function ConfirmForm({ recall, site, onClose }: { recall: Body<'Recall'>; site: Body<'RecallSite'>; onClose: () => void }) {
  const [found, setFound] = useState<string | number>('');
  const [quarantined, setQuarantined] = useState<string | number>('');
  const [note, setNote] = useState('');
  const save = useSave(() => client.POST('/recalls/{recall_id}/sites/{warehouse_id}/confirm', {
    params: { path: { recall_id: recall.id, warehouse_id: site.warehouse.id } },
    body: { found: Number(found), quarantined: Number(quarantined), ...(note.trim() ? { note: note.trim() } : {}) },
  }), () => t('recall.site.saved', { site: site.warehouse.name }), onClose);
  return (
    <FormModal title={`${t('recall.confirm')} · ${site.warehouse.name}`} submit={t('recall.confirm')} busy={save.isPending} error={save.error} onClose={onClose} onSubmit={() => save.mutate(undefined)}>
      <Text>{t('recall.site.waits', { expected: number(site.expected) })}</Text>
      <NumberInput label={t('recall.found')} required min={0} allowDecimal={false} hideControls value={found} onChange={setFound} inputMode="numeric" data-autofocus />
      <NumberInput label={t('recall.quarantined')} required min={0} allowDecimal={false} hideControls value={quarantined} onChange={setQuarantined} inputMode="numeric" />
      <Textarea label={t('settle.note')} placeholder={t('common.optional')} maxLength={2000} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
    </FormModal>
  );
}
