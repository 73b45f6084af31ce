import { Box, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { nextHelp, nextWords } from '@/components/operationWords';
import { t } from '@/i18n';
import type { Next, Step } from '@/services/operations/next';
import type { Operation } from '@/services/types';

interface Props {
  operation: Operation;
  next: Next;
  onStep: (step: Step) => void;
  /** A step is being taken. */
  busy: boolean;
}

const grave: Step[] = ['cancel', 'turn_back', 'undo'];

/** NextPanel says what comes next, with the action as one big button. */
export function NextPanel({ operation: op, next, onStep, busy }: Props) {
  const { primary } = next;
  return (
    <Box className="sf-next" p="md" component="section" aria-labelledby="next" data-waiting={primary ? undefined : true}>
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          {!primary && (next.waiting ? <IconHourglass size={26} aria-hidden /> : <IconCircleCheck size={26} aria-hidden />)}
          <div>
            {primary && <Text size="sm" c="dimmed" fw={600} tt="uppercase" lts="0.04em">{t('op.next')}</Text>}
            <Title order={2} size="h3" id="next">{nextWords(op, next)}</Title>
            {primary && <Text>{nextHelp(op, next)}</Text>}
          </div>
        </Group>
        {primary && (
          <Button size="xl" fullWidth loading={busy} onClick={() => onStep(primary)} rightSection={<IconArrowRight size={22} />}>
            {t(`step.${primary}`)}
          </Button>
        )}
        {next.others.length > 0 && (
          <Group gap="xs" role="group" aria-label={t('op.more')}>
            {next.others.map((s) => (
              <Button key={s} variant="default" disabled={busy} color={grave.includes(s) ? 'red' : undefined} c={grave.includes(s) ? 'var(--mantine-color-error)' : undefined} onClick={() => onStep(s)} size="md" h={44}>
                {t(`step.${s}`)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Box>
  );
}
