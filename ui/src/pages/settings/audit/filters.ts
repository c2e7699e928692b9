export interface Filters {
  what?: string;
  who?: string;
  /** Days of the reader's own calendar: 2027-03-01. */
  from?: string;
  to?: string;
}
