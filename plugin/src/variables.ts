import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse, type ScopedVars } from '@grafana/data';
import { from, map, type Observable } from 'rxjs';

import type { PantauDataSource } from './datasource';
import { interpolateList, type Replace } from './interpolate';
import { parseVariable, variableText } from './listed';
import { text } from './text';
import { resources, type VariableQuery } from './types';
import { VariableEditor } from './VariableEditor';

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
