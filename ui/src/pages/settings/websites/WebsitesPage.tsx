import { IconWorldWww } from '@tabler/icons-react';
import { useMay } from '@/app/me';
import { Health } from '../Health';
import { ShortList } from '../ShortList';
import { useWebsites } from './queries';
import { WebsiteCard } from './WebsiteCard';
import { WebsiteForm } from './WebsiteForm';
import { websiteSentence } from './words';

/** Which websites send what people do there, and what to put into their pages. */
export default function WebsitesPage() {
  return (
    <ShortList
      path="/settings/websites"
      title="Websites"
      lead="Which websites send what people do there, and the tag that does it."
      mayWrite={useMay('profile:write')}
      list={useWebsites()}
      expected={2}
      label="Websites"
      lineOf={(website) => ({
        note: websiteSentence(website),
        aside: (
          <Health standing={website.enabled ? 'good' : 'paused'}>{website.enabled ? 'On' : 'Switched off'}</Health>
        ),
      })}
      empty={{
        icon: IconWorldWww,
        title: 'No website yet',
        words: 'A website gets a tag for its pages: what people look at and buy there comes in as it happens.',
      }}
      add="Add a website"
      form={(onDone) => <WebsiteForm onDone={onDone} />}
      card={(website) => <WebsiteCard key={website.id} website={website} />}
    />
  );
}
