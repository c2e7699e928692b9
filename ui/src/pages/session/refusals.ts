/** Why an identity provider did not let somebody in, in words. */
const SAID: Record<string, [message: string, remedy: string]> = {
  expired: ['That took too long', 'Begin again from here, in this browser.'],
  used: ['That way in was used before', 'Begin again from here.'],
  denied: ['Your identity provider said no', 'Ask whoever looks after it whether you may use Campaign Express.'],
  not_proven: ['What came back was not proven', 'Begin again from here. If it stays, tell your administrator.'],
  address_not_verified: ['Your address is not verified there', 'Verify it with your identity provider first.'],
  wrong_domain: ['Your address is of another domain', 'Sign in with the address of your organisation.'],
  not_invited: ['You have not been invited', 'Ask an administrator of your tenant for an invitation.'],
  already_linked: ['Somebody else has your address here', 'Ask an administrator of your tenant to undo the link.'],
  no_role: ['None of your groups has a role here', 'Ask an administrator of your tenant which group you need.'],
  locked_out: ['You have been locked out', 'Ask an administrator of your tenant.'],
  unavailable: ['Your identity provider does not answer', 'Try again in a moment.'],
};

export function refusalOf(word: string): { message: string; remedy: string } {
  const [message, remedy] = SAID[word] ?? ['Signing in did not work', 'Begin again from here.'];
  return { message, remedy };
}
