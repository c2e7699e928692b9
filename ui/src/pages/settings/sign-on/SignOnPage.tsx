import { IconLogin2 } from '@tabler/icons-react';
import { useMay } from '@/app/me';
import { Health } from '../Health';
import { ShortList } from '../ShortList';
import { ProviderCard } from './ProviderCard';
import { ProviderForm } from './ProviderForm';
import { useProviders } from './queries';
import { PROTOCOLS, toldOf } from './words';

/** Whom the tenant believes about who its people are. */
export default function SignOnPage() {
  const mayWrite = useMay('user:write');
  return (
    <ShortList
      path="/settings/sign-on"
      title="Single sign-on"
      lead={`Whom you believe about who somebody is, in place of a password kept here.${mayWrite ? '' : ' Administrators change it.'}`}
      mayWrite={mayWrite}
      list={useProviders()}
      expected={2}
      label="Identity providers"
      lineOf={(provider) => ({
        note: toldOf(provider),
        aside: (
          <Health standing={provider.enabled ? 'good' : 'paused'}>
            {provider.enabled ? `On, by ${PROTOCOLS[provider.protocol] ?? provider.protocol}` : 'Switched off'}
          </Health>
        ),
      })}
      empty={{
        icon: IconLogin2,
        title: 'Everybody signs in by password',
        words:
          'With an identity provider people sign in as everywhere else at work, and whoever leaves is out here as well.',
      }}
      add="Add an identity provider"
      form={(onDone) => <ProviderForm onDone={onDone} />}
      card={(provider, onDone) => <ProviderCard key={provider.id} provider={provider} onDone={onDone} />}
    />
  );
}
