import { Alert, Button, Group, List, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudUp, IconWifiOff } from '@tabler/icons-react';
import { t } from '@/i18n';
import type { Command } from '@/services/commands/useCommand';
import { AnchorLink } from './links';
import { shortageWords, words } from '@/services/problem';

interface Props {
  command: Pick<Command<never>, 'state' | 'retry'>;
  /** Names a product in a shortage by its line. */
  nameOf?: (lineNo: number, productId: number) => string | undefined;
}

/** CommandNotice tells what became of a command while it is not simply done. */
export function CommandNotice({ command, nameOf }: Props) {
  const { state } = command;
  if (state.phase === 'accepted') {
    return (
      <Alert color="blue" role="status" icon={<Loader size={18} />} title={t('command.accepted.title')}>
        {t('command.accepted.detail')}
      </Alert>
    );
  }
  if (state.phase === 'queued') {
    return <Alert color="yellow" role="status" icon={<IconCloudUp />} title={t('outbox.kept')}><AnchorLink to="/outbox">{t('outbox.look')}</AnchorLink></Alert>;
  }
  if (state.phase === 'refused') {
    const { title, detail } = words(state.problem);
    return (
      <Alert color="red" role="alert" className="sf-refused" icon={<IconAlertTriangle />} title={title}>
        {detail}
        {state.problem.shortages && state.problem.shortages.length > 0 && (
          <List mt="xs" size="sm">
            {state.problem.shortages.slice(0, 20).map((s) => (
              <List.Item key={s.line_no}>{shortageWords(s, nameOf?.(s.line_no, s.product_id) ?? String(s.line_no))}</List.Item>
            ))}
          </List>
        )}
        {state.problem.lines && state.problem.lines.length > 0 && (
          <List mt="xs" size="sm">{state.problem.lines.slice(0, 20).map((l) => <List.Item key={l.line_no}>{words({ status: 422, code: l.code, detail: l.detail }).title}: {l.detail}</List.Item>)}</List>
        )}
      </Alert>
    );
  }
  if (state.phase === 'failed') {
    const { title, detail } = words(state.problem);
    return (
      <Alert color="yellow" role="alert" icon={<IconWifiOff />} title={title}>
        <Group justify="space-between">
          <div>
            <Text size="sm">{detail}</Text>
            <Text size="sm">{t('command.failed.safe')}</Text>
          </div>
          <Button onClick={command.retry}>{t('state.retry')}</Button>
        </Group>
      </Alert>
    );
  }
  return null;
}
