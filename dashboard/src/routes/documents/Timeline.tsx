import { Button, Text, Timeline as Track } from '@mantine/core';
import { useState } from 'react';
import { dateTime, has, t, tCode, tn } from '@/i18n';
import type { TimelineStep } from '@/services/types';

const shownAtFirst = 25;

/** Timeline says what happened to a document, in plain words, the latest first. */
export function Timeline({ steps }: { steps: TimelineStep[] }) {
  const [shown, setShown] = useState(shownAtFirst);
  const latestFirst = steps.toReversed();
  return (
    <>
      <Track active={0} bulletSize={16} lineWidth={2} color="pine">
        {latestFirst.slice(0, shown).map((s) => (
          <Track.Item key={s.step_no} title={<Text fw={600} lh={1.3}>{wordsOf(s)}</Text>}>
            {noteOf(s) && <Text size="sm">“{noteOf(s)}”</Text>}
            <Text size="sm" c="dimmed">
              <time dateTime={s.posted_at}>{dateTime(s.posted_at)}</time> · {s.user.id === systemUser ? t('timeline.system') : t('timeline.by', { name: s.user.name })}
              {' · '}{tCode('status', s.status)}
            </Text>
          </Track.Item>
        ))}
      </Track>
      {latestFirst.length > shown && (
        <Button variant="default" mt="md" onClick={() => setShown(latestFirst.length)}>{tn('timeline.more', latestFirst.length - shown)}</Button>
      )}
    </>
  );
}

/** The user under whose name timers and compensation act. */
const systemUser = 1;

function wordsOf(s: TimelineStep): string {
  const exact = `timeline.${s.kind}.${s.note ?? ''}`;
  return has(exact) ? t(exact) : tCode('timeline', s.kind);
}

function noteOf(s: TimelineStep): string | undefined {
  return s.kind === 'raise_attention' ? undefined : s.note;
}
