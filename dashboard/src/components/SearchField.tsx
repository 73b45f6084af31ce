import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '@/i18n';

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  onSearch: (text: string) => void;
  autoFocus?: boolean;
}

/** SearchField searches while one types, and at once on Enter. */
export function SearchField({ label, placeholder, value, onSearch, autoFocus }: Props) {
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onSearch, 250);
  const change = (next: string) => {
    setText(next);
    later(next.trim());
  };
  const now = (next: string) => {
    later.cancel();
    setText(next);
    onSearch(next.trim());
  };
  return (
    <form role="search" onSubmit={(e) => { e.preventDefault(); now(text); }} style={{ flex: 1, minWidth: 0 }}>
      <TextInput
        type="search" size="lg" aria-label={label} placeholder={placeholder ?? label} value={text} autoFocus={autoFocus}
        onChange={(e) => change(e.currentTarget.value)} leftSection={<IconSearch size={20} aria-hidden />} autoComplete="off" enterKeyHint="search"
        rightSection={text ? <CloseButton size={44} aria-label={t('common.clear')} onClick={() => now('')} /> : undefined}
      />
    </form>
  );
}
