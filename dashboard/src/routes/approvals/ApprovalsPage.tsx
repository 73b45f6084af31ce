import { useSuspenseQuery } from '@tanstack/react-query';
import { IconChecklist } from '@tabler/icons-react';
import { Page } from '@/components/Page';
import { Empty } from '@/components/states';
import { t } from '@/i18n';
import { approvalsQuery } from '@/services/queries';
import { ApprovalCard } from './ApprovalCard';

/** ApprovalsPage is the inbox of a manager, the longest waiting first. */
export function ApprovalsPage() {
  const { data: approvals } = useSuspenseQuery(approvalsQuery);
  return (
    <Page title={t('approvals.title')} narrow>
      {approvals.length === 0 && <Empty icon={<IconChecklist size={28} />} title={t('approvals.empty.title')} detail={t('approvals.empty.detail')} />}
      {approvals.map((a) => <ApprovalCard key={a.id} approval={a} />)}
    </Page>
  );
}
