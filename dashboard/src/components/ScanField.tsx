import { ActionIcon, Group, TextInput } from '@mantine/core';
import { IconArrowRight, IconBarcode, IconCamera } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { t } from '@/i18n';

// The reader of barcodes is large: it comes when somebody looks through the camera.
const CameraScan = lazy(() => import('./CameraScan'));

interface Props {
  label: string;
  placeholder?: string;
  onScan: (code: string) => void;
  /** Called with each change, where typing searches. */
  onType?: (text: string) => void;
  busy?: boolean;
  autoFocus?: boolean;
  hideLabel?: boolean;
}

/**
 * ScanField takes what a keyboard-wedge scanner types, or a person. Such a
 * scanner does not know where the cursor is: what is typed while no field has
 * the focus lands here too. A device with a camera may look through it.
 */
export function ScanField({ label, placeholder, onScan, onType, busy, autoFocus, hideLabel }: Props) {
  const [text, setText] = useState('');
  const [looking, setLooking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hasCamera = 'mediaDevices' in navigator;

  useEffect(() => {
    const catchKeys = (e: KeyboardEvent) => {
      if (e.key.length !== 1 || e.ctrlKey || e.metaKey || e.altKey || e.key === ' ') return;
      const at = document.activeElement;
      if (at instanceof HTMLElement && (at.matches('input, textarea, select, [role="listbox"], [role="radio"]') || at.isContentEditable || at.closest('[role="dialog"]'))) return;
      // The key that is going down is typed into whatever has the focus next.
      input.current?.focus();
    };
    document.addEventListener('keydown', catchKeys);
    return () => document.removeEventListener('keydown', catchKeys);
  }, []);

  const change = (value: string) => {
    setText(value);
    onType?.(value);
  };
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    const code = text.trim();
    if (!code || busy) return;
    onScan(code);
    change('');
    input.current?.focus();
  };
  return (
    <form onSubmit={submit} role="search">
      <TextInput
        ref={input} size="lg" value={text} onChange={(e) => change(e.currentTarget.value)}
        label={hideLabel ? undefined : label} aria-label={hideLabel ? label : undefined} placeholder={placeholder} autoFocus={autoFocus}
        autoComplete="off" autoCapitalize="none" autoCorrect="off" spellCheck={false} enterKeyHint="go" inputMode="text"
        leftSection={<IconBarcode size={24} aria-hidden />} rightSectionWidth={hasCamera ? 98 : 52}
        rightSection={(
          <Group gap={2} wrap="nowrap" me={4}>
            {hasCamera && <ActionIcon variant="subtle" size={44} onClick={() => setLooking(true)} aria-label={t('camera.open')}><IconCamera size={24} /></ActionIcon>}
            <ActionIcon type="submit" variant="filled" size={44} loading={busy} aria-label={t('scan.submit')}><IconArrowRight size={22} /></ActionIcon>
          </Group>
        )}
      />
      {looking && (
        <Suspense>
          <CameraScan onClose={() => setLooking(false)} onCode={(code) => { setLooking(false); onScan(code); }} />
        </Suspense>
      )}
    </form>
  );
}
