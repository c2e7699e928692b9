import type { Campaign } from '@/api/types';
import { SpendCourse } from '@/parts/courses/SpendCourse';
import { useBudget } from './queries';

/** Its spend over time, against its plan. */
export function Course({ campaign }: { campaign: Campaign }) {
  const { data } = useBudget(campaign);
  return <SpendCourse campaign={campaign} money={data} />;
}
