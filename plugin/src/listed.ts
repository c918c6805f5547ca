import { resources, type Resource } from './types';

/** What a variable lists: the names of a resource, those of some platforms where given. */
export interface Listed {
  resource: Resource | undefined;
  platforms: string[];
}

/** The text of a saved variable. Older versions saved the text itself, which Grafana may hand over letter by letter. */
export function variableText(saved: unknown): string {
  if (typeof saved === 'string') {
    return saved;
  }
  const query = (saved ?? {}) as Record<string, unknown>;
  if (typeof query.query === 'string') {
    return query.query;
  }
  const letters = Object.keys(query).filter((key) => /^\d+$/.test(key));
  return letters.map((key) => String(query[key])).join('');
}

/** Reads "accounts" or "accounts?platforms=mastodon,$platform". */
export function parseVariable(query: string): Listed {
  const [, name, platforms] = /^(\w+)(?:\?platforms=(.*))?$/.exec(query.trim()) ?? [];
  return {
    resource: resources.find((known) => known === name),
    platforms: platforms ? platforms.split(',') : [],
  };
}

/** Writes what parseVariable reads. */
export function formatVariable({ resource, platforms }: Listed): string {
  return (resource ?? '') + (platforms.length > 0 ? `?platforms=${platforms.join(',')}` : '');
}
