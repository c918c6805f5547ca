import { queryTypes } from './querytypes.gen';
import { families, type ParamValue, type QueryTypeDescriptor } from './types';

/** The descriptor of a query type, or undefined where this version of the plugin doesn't know it. */
export function findQueryType(id: string | undefined): QueryTypeDescriptor | undefined {
  return queryTypes.find((type) => type.id === id);
}

/** All query types, by family in the order of `families`, within a family as declared. */
export function sortedQueryTypes(): QueryTypeDescriptor[] {
  const rank = (type: QueryTypeDescriptor) => {
    const at = families.findIndex((family) => family === type.family);
    return at < 0 ? families.length : at;
  };
  return [...queryTypes].sort((a, b) => rank(a) - rank(b));
}

/**
 * The parameters that still mean something after a change of query type: those
 * that both types declare under the same name and kind, such as the accounts.
 */
export function keepParams(
  params: Record<string, ParamValue>,
  from: QueryTypeDescriptor | undefined,
  to: QueryTypeDescriptor
): Record<string, ParamValue> {
  const kept = Object.entries(params).filter(([name]) => {
    const before = from?.params.find((param) => param.name === name);
    const after = to.params.find((param) => param.name === name);
    return before && after && before.kind === after.kind && before.kind !== 'enum';
  });
  return Object.fromEntries(kept);
}
