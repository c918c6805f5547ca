import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse, type ScopedVars } from '@grafana/data';
import { from, map, type Observable } from 'rxjs';

import type { PantauDataSource } from './datasource';
import { interpolateList, type Replace } from './interpolate';
import { text } from './text';
import { resources, type Resource, type VariableQuery } from './types';
import { VariableEditor } from './VariableEditor';

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

/** Answers dashboard variables from the backend's resources. */
export class PantauVariables extends CustomVariableSupport<PantauDataSource, VariableQuery> {
  override editor = VariableEditor;

  constructor(
    private readonly datasource: PantauDataSource,
    private readonly replace: Replace
  ) {
    super();
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    return from(this.names(variableText(request.targets[0]), request.scopedVars)).pipe(
      map((names) => ({ data: names.map((name) => ({ text: name, value: name })) }))
    );
  }

  private async names(query: string, vars: ScopedVars | undefined): Promise<string[]> {
    const { resource, platforms } = parseVariable(query);
    if (!resource) {
      throw new Error(text('variable.unknown', { query, known: resources.join(', ') }));
    }
    return this.datasource.listResource(resource, interpolateList(platforms, this.replace, vars));
  }
}
