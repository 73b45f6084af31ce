import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { soundRight, soundWrong } from '@/components/feedback';
import { ScanField } from '@/components/ScanField';
import { t } from '@/i18n';
import { identify, type Identified, type Label } from '@/services/lookup';
import { asProblem, words } from '@/services/problem';
import type { OperationLine } from '@/services/types';

interface Props {
  label: string;
  lines: OperationLine[];
  onLine: (line: OperationLine, label: Label) => void;
  /** Looks at a code before it is taken for an item; true means it was something else. */
  onCode?: (code: string) => boolean;
}

/** LineScan finds the line that a scanned item belongs to, and refuses others loudly. */
export function LineScan({ label, lines, onLine, onCode }: Props) {
  const queries = useQueryClient();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const scan = async (code: string) => {
    setRefused(undefined);
    if (onCode?.(code)) {
      soundRight();
      return;
    }
    setBusy(true);
    try {
      const found = await identify(queries, code, lines);
      if (found.kind === 'line') {
        soundRight();
        onLine(found.line, found);
      } else {
        soundWrong();
        setRefused(refusalOf(code, found));
      }
    } catch (error) {
      setRefused(words(asProblem(error)).title);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <ScanField label={label} placeholder={t('scan.item.placeholder')} onScan={(code) => void scan(code)} busy={busy} />
      {refused && <Alert mt="sm" color="red" variant="filled" role="alert" className="sf-refused sf-loud" icon={<IconAlertTriangle />} title={t('pick.wrong.title')}>{refused}</Alert>}
    </div>
  );
}

function refusalOf(code: string, found: Exclude<Identified, { kind: 'line' }>): string {
  return t('op.scan.none', { code: found.kind === 'other' ? `${found.product.name} (${code})` : code });
}
