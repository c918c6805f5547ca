import type { ScopedVars } from '@grafana/data';

import type { PantauQuery, ParamDescriptor, ParamValue } from './types';

/** Replaces variables in a text; getTemplateSrv().replace is one. */
export type Replace = (target: string, vars?: ScopedVars, format?: string | ((value: unknown) => string)) => string;

/** A list entry that stands for no restriction: what "All" of a dashboard variable becomes. */
const everything = new Set(['*', '$__all']);

// Separates the values of a multi-value variable while it is replaced. A comma
// would tear apart a name that has a comma in it.
const separator = '\u001f';

/** Replaces the variables in one list: a multi-value variable gives several entries, "All" an empty list. */
export function interpolateList(list: readonly string[], replace: Replace, vars?: ScopedVars): string[] {
  const join = (value: unknown) => (Array.isArray(value) ? value.join(separator) : String(value));
  const values = list.flatMap((entry) => replace(entry, vars, join).split(separator)).map((entry) => entry.trim());
  if (values.some((value) => everything.has(value))) {
    return [];
  }
  return [...new Set(values)].filter((value) => value !== '');
}

function interpolateValue(value: ParamValue, isList: boolean, replace: Replace, vars?: ScopedVars): ParamValue {
  if (Array.isArray(value)) {
    return interpolateList(value, replace, vars);
  }
  if (typeof value !== 'string') {
    return value;
  }
  return isList ? interpolateList([value], replace, vars) : replace(value, vars);
}

/** The query with all variables in its parameters replaced; what is a list stays or becomes one. */
export function interpolateQuery(
  query: PantauQuery,
  params: readonly ParamDescriptor[],
  replace: Replace,
  vars?: ScopedVars
): PantauQuery {
  const lists = new Set(params.filter((param) => param.kind === 'list').map((param) => param.name));
  const entries = Object.entries(query.params ?? {}).map(
    ([name, value]) => [name, interpolateValue(value, lists.has(name), replace, vars)] as const
  );
  return { ...query, params: Object.fromEntries(entries) };
}
