/** The address at which a password is chosen; browsers send what is behind `#` to nobody. */
export function invitationLink(voucher: string): string {
  return `${window.location.origin}/choose-password#${voucher}`;
}
