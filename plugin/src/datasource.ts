import type {
  AdHocVariableFilter,
  DataSourceGetTagValuesOptions,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import {
  DataSourceWithBackend,
  getTemplateSrv,
  StreamingFrameAction,
  type StreamOptionsProvider,
} from '@grafana/runtime';

import { interpolateList, interpolateQuery, type Replace } from './interpolate';
import { findQueryType } from './querytypes';
import { pick, text } from './text';
import { resources, type PantauOptions, type PantauQuery, type Resource } from './types';

const replace: Replace = (target, vars, format) => getTemplateSrv().replace(target, vars, format);

/** The data source. Queries and the health check go to the backend as they are; here are variables and defaults. */
export class PantauDataSource extends DataSourceWithBackend<PantauQuery, PantauOptions> {
  /** Any answer with times can be an annotation; the query editor is the same. */
  override annotations = {};

  /** A new panel asks for the engagement rate, so that it shows something at once. */
  override getDefaultQuery(): Partial<PantauQuery> {
    return { queryType: 'engagement_rate', params: {} };
  }

  override filterQuery(query: PantauQuery): boolean {
    return !query.hide && Boolean(query.queryType);
  }

  override applyTemplateVariables(query: PantauQuery, vars: ScopedVars, filters?: AdHocVariableFilter[]): PantauQuery {
    const whole = interpolateQuery(query, findQueryType(query.queryType)?.params ?? [], replace, vars);
    return filters?.length ? { ...whole, filters } : whole;
  }

  /** A live answer comes whole each time: it takes the place of the one before. */
  override streamOptionsProvider: StreamOptionsProvider<PantauQuery> = () => ({
    action: StreamingFrameAction.Replace,
  });

  /** What ad hoc filters can filter by: the singular of each resource. */
  override getTagKeys(): Promise<MetricFindValue[]> {
    return Promise.resolve(resources.map((name) => ({ text: name.slice(0, -1) })));
  }

  override async getTagValues({ key }: DataSourceGetTagValuesOptions<PantauQuery>): Promise<MetricFindValue[]> {
    const resource = resources.find((name) => name === `${key}s`);
    return resource ? (await this.listResource(resource)).map((value) => ({ text: value })) : [];
  }

  override getQueryDisplayText(query: PantauQuery): string {
    const type = findQueryType(query.queryType);
    return type ? pick(type.label) : (query.queryType ?? '');
  }

  /** Names of the accounts, platforms, topics or post types that are in the data; of some platforms where given. */
  async listResource(resource: Resource, platforms: string[] = []): Promise<string[]> {
    const filter = platforms.length > 0 ? { platforms: platforms.join(',') } : undefined;
    return (await this.getResource<string[] | null>(resource, filter)) ?? [];
  }

  /**
   * Answers a dashboard variable whose query is the name of a resource, such as
   * "accounts", or "accounts?platforms=$platform" to follow another variable.
   */
  override async metricFindQuery(query: string, options?: { scopedVars?: ScopedVars }): Promise<MetricFindValue[]> {
    const [, name, platforms] = /^(\w+)(?:\?platforms=(.*))?$/.exec(query.trim()) ?? [];
    const resource = resources.find((known) => known === name);
    if (!resource) {
      throw new Error(text('variable.unknown', { query, known: resources.join(', ') }));
    }
    const wanted = interpolateList(platforms?.split(',') ?? [], replace, options?.scopedVars);
    return (await this.listResource(resource, wanted)).map((value) => ({ text: value, value }));
  }

  /** Names of the dashboard's variables as they are written in a parameter: "$account". */
  variableNames(): string[] {
    return getTemplateSrv()
      .getVariables()
      .map((variable) => `$${variable.name}`);
  }
}
