import { IconMapOff } from '@tabler/icons-react';
import { ButtonLink } from '@/components/links';
import { Notice } from '@/components/states';
import { t } from '@/i18n';

/** Missing stands where an address leads nowhere. */
export function Missing() {
  return (
    <Notice page icon={<IconMapOff size={28} />} title={t('state.missing.title')} detail={t('state.missing.detail')}>
      <ButtonLink to="/">{t('state.home')}</ButtonLink>
    </Notice>
  );
}
