import { showDone } from '@/parts/states/problems';
import { AccountForm, useAccountForm } from '../needs/AccountForm';
import { said } from '../needs/NeedsFields';
import { type Account, useChangeAccount, type Vendor } from './queries';
import { askedBy } from './words';

/** What it is called, what it is at the vendor, and, entered anew, what proves it. */
export function ChangeAccount({ account, vendor, onDone }: { account: Account; vendor: Vendor; onDone: () => void }) {
  const change = useChangeAccount(account.id);
  const filled = useAccountForm(`account ${account.id}`, askedBy(vendor), account, {});
  const { form, forget, refuse } = filled;
  const leave = () => {
    forget();
    onDone();
  };
  const submit = form.onSubmit(({ name, isAnew, parameters, credentials }) =>
    change.mutate(
      { name, parameters: said(parameters), ...(isAnew ? { credentials: said(credentials) } : {}) },
      {
        onSuccess: () => {
          showDone(`${name} is changed. Test it again.`);
          leave();
        },
        onError: refuse,
      },
    ),
  );
  return (
    <AccountForm filled={filled} isKnown saving={change} save="Save" back="Cancel" onSubmit={submit} onBack={leave} />
  );
}
