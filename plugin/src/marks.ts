import type { PantauQuery, ParamValue } from './types';

/** What an event has. */
export const parts = ['time', 'timeEnd', 'title', 'text', 'tags', 'id'] as const;
export type Part = (typeof parts)[number];

/** What dashboards can mark: a question whose answer has times, and its columns that become parts of an event. */
export interface Mark {
  id: 'bursts' | 'shifts' | 'viral' | 'breaks';
  queryType: string;
  params: Record<string, ParamValue>;
  columns: Partial<Record<Part, string>>;
}

export const marks: readonly Mark[] = [
  {
    id: 'bursts',
    queryType: 'rising_topics',
    params: { show: 'bursts', format: 'table' },
    columns: { time: 'time', timeEnd: 'time_end', title: 'topic', text: 'summary', tags: 'topic' },
  },
  {
    id: 'shifts',
    queryType: 'sentiment_shift',
    params: { format: 'table' },
    columns: { time: 'time', title: 'mover', text: 'summary' },
  },
  {
    id: 'viral',
    queryType: 'viral_posts',
    params: { metric: 'interactions', format: 'table' },
    columns: { time: 'published', title: 'account', text: 'excerpt', tags: 'state' },
  },
  {
    id: 'breaks',
    queryType: 'collector_health',
    params: { show: 'breaks', format: 'table' },
    columns: { time: 'time', title: 'metric', text: 'message', tags: 'account' },
  },
];

/** The mark that a query is, if it is one. */
export function markOf(query: Partial<PantauQuery> | undefined): Mark | undefined {
  return marks.find(
    ({ queryType, params }) =>
      queryType === query?.queryType && (params.show === undefined || params.show === query.params?.show)
  );
}
