import { Loader, SegmentedControl, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { harmless } from '@/parts/harmless';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { ErrorState } from '@/parts/states/ErrorState';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { useSources } from '@/parts/words/sources';
import { plain, told } from '@/parts/words/values';
import classes from './OutboxPage.module.css';
import { type Letter, useLetter } from './queries';

type Face = 'page' | 'text';

/** One message, with what its reader is told of where it comes from. */
export function LetterView({ messageId }: { messageId: string }) {
  const { data: letter, error, refetch } = useLetter(messageId);
  const sourceOf = useSources(letter ? [letter.source] : []);
  const [face, setFace] = useState<Face>('page');
  if (error && !letter) return <ErrorState error={error} onRetry={refetch} />;
  if (!letter) return <Loader type="dots" aria-label="Loading" />;
  const from = [letter.sender_name, letter.sender].filter((one, at, all) => one && all.indexOf(one) === at).join(', ');
  return (
    <>
      <Title order={2} mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {letter.subject || channelOf(letter.channel)}
      </Title>
      <Facts
        facts={[
          [
            'To',
            <Jump key="to" to="/people/$personId" params={{ personId: letter.person_id }}>
              {letter.address}
            </Jump>,
          ],
          ['From', from],
          ['Answers go to', letter.reply_to],
          ['When', <When key="at" at={letter.at} />],
          ['Sent by', sourceOf(letter.source)],
        ]}
      />
      {letter.html && letter.text && (
        <SegmentedControl
          mt="md"
          size="xs"
          w="fit-content"
          aria-label="Which of its faces"
          value={face}
          onChange={(value) => setFace(value as Face)}
          data={[
            { value: 'page', label: 'As a page' },
            { value: 'text', label: 'As plain text' },
          ]}
        />
      )}
      {letter.html && face === 'page' ? <Page letter={letter} /> : <Words letter={letter} />}
    </>
  );
}

/** Nothing runs in there, and nothing of it can reach out of its frame. */
function Page({ letter }: { letter: Letter }) {
  const shown = useMemo(() => harmless(letter.html), [letter.html]);
  return <iframe className={classes.frame} sandbox="" srcDoc={shown} title={letter.subject || 'The message'} />;
}

function Words({ letter }: { letter: Letter }) {
  const words = [letter.body, letter.text].filter((one, at, all) => one && all.indexOf(one) === at).join('\n\n');
  const data = Object.entries(letter.data);
  return (
    <>
      {(words || letter.title) && (
        <div className={classes.words}>
          {letter.title && letter.title !== words && <Text fw={600}>{letter.title}</Text>}
          {words}
          {letter.media_urls.map((address) => (
            <img key={address} src={address} alt="" className={classes.picture} />
          ))}
        </div>
      )}
      {!words && data.length > 0 && (
        <div className={classes.words}>
          <Facts facts={data.map(([name, value]) => [plain(name), told(value)])} />
        </div>
      )}
    </>
  );
}
