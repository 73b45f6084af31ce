import { Group, Stack, Text } from '@mantine/core';
import { IconClockPlay, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '@/components/Section';
import { dateTime, relative, t, tCode } from '@/i18n';
import { deadlinesOf, liveQuery, type Deadline } from '@/services/operations/live';
import type { Operation } from '@/services/types';

/** Upcoming is what happens to a document by itself if nobody acts, as its running workflow says. */
export function Upcoming({ operation: op }: { operation: Operation }) {
  const { data, isError } = useQuery(liveQuery(op.id, op.revision));
  const deadlines = deadlinesOf(data?.state);
  const content = isError ? <Line icon={<IconPlugConnectedX size={18} aria-hidden />}>{t('live.unreachable')}</Line>
    : data && !data.running ? <Line icon={<IconClockPlay size={18} aria-hidden />}>{t('live.starting')}</Line>
      : deadlines.length > 0 ? <Deadlines of={deadlines} /> : undefined;
  return content && <Section title={t('live.upcoming')}>{content}</Section>;
}

function Deadlines({ of }: { of: Deadline[] }) {
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {of.map((d) => (
        <li key={d.what}>
          <Line icon={<IconClockPlay size={18} aria-hidden />}>
            {tCode('deadline', d.what.replaceAll(' ', '_'))}
            <Text span c="dimmed" size="sm" display="block"><time dateTime={d.at}>{dateTime(d.at)}</time> · {relative(d.at)}</Text>
          </Line>
        </li>
      ))}
    </Stack>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <Group gap="xs" wrap="nowrap" align="flex-start">{icon}<Text lh={1.3}>{children}</Text></Group>;
}
