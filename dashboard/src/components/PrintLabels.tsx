import { NativeSelect, NumberInput, SimpleGrid } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { t } from '@/i18n';
import { client } from '@/services/api';
import type { Body } from '@/services/types';
import { FormModal } from './FormModal';

type Sheet = Body<'LabelSheet'>['sheet'];
type Symbology = NonNullable<Body<'LabelSheet'>['symbology']>;

const sheets: Sheet[] = ['a4-21', 'a4-24', 'a4-65', 'letter-30', 'roll-100x50', 'roll-62x29'];
const symbologies: Symbology[] = ['auto', 'code128', 'qr'];
const storageKey = 'stockflow.labels';

interface Props {
  title: string;
  item: Omit<Body<'LabelItem'>, 'copies'>;
  /** Packagings that may be chosen, for a product. */
  units?: string[];
  onClose: () => void;
}

/** PrintLabels asks how many labels of what size, and hands them to the browser's printing. */
export default function PrintLabels({ title, item, units = [], onClose }: Props) {
  const known = sheets.find((s) => s === localStorage.getItem(storageKey));
  const form = useForm({ initialValues: { sheet: known ?? 'a4-24', symbology: 'auto' as Symbology, copies: 1, skip: 0, unit: '' } });
  const sheet = useMutation({
    mutationFn: async (v: typeof form.values) => {
      localStorage.setItem(storageKey, v.sheet);
      const { data } = await client.POST('/labels', {
        body: { sheet: v.sheet, symbology: v.symbology, skip: Number(v.skip) || 0, items: [{ ...item, ...(v.unit ? { packaging_unit: v.unit } : {}), copies: Number(v.copies) || 1 }] },
        parseAs: 'text',
      });
      return data!;
    },
  });
  return (
    <FormModal title={title} submit={t('labels.print')} busy={sheet.isPending} error={sheet.error} onClose={onClose} onSubmit={() => sheet.mutate(form.values)}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput label={t('labels.copies')} min={1} max={500} allowDecimal={false} required data-autofocus {...form.getInputProps('copies')} />
        <NativeSelect label={t('labels.sheet')} data={sheets.map((s) => ({ value: s, label: t(`labels.sheet.${s}`) }))} {...form.getInputProps('sheet')} />
        <NativeSelect label={t('labels.symbology')} data={symbologies.map((s) => ({ value: s, label: t(`labels.symbology.${s}`) }))} {...form.getInputProps('symbology')} />
        {units.length > 0 && <NativeSelect label={t('quantity.unit')} data={[{ value: '', label: t('labels.base') }, ...units]} {...form.getInputProps('unit')} />}
        <NumberInput label={t('labels.skip')} description={t('labels.skip.help')} min={0} max={64} allowDecimal={false} {...form.getInputProps('skip')} />
      </SimpleGrid>
      {sheet.data && (
        <iframe
          key={sheet.submittedAt} title={t('labels.preview')} srcDoc={sheet.data} className="sf-preview"
          onLoad={(e) => e.currentTarget.contentWindow?.print()}
        />
      )}
    </FormModal>
  );
}
