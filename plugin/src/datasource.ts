import type {
  AdHocVariableFilter,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import {
  DataSourceWithBackend,
  getTemplateSrv,
  StreamingFrameAction,
  type StreamOptionsProvider,
} from '@grafana/runtime';

import { annotationSupport } from './annotations';
import { interpolateQuery, type Replace } from './interpolate';
import { findQueryType } from './querytypes';
import { pick } from './text';
import { resources, type PantauOptions, type PantauQuery, type Resource } from './types';
import { PantauVariables } from './variables';

const replace: Replace = (target, vars, format) => getTemplateSrv().replace(target, vars, format);

/** The data source. Queries and the health check go to the backend as they are; here is what Grafana asks beside. */
export class PantauDataSource extends DataSourceWithBackend<PantauQuery, PantauOptions> {
  override annotations = annotationSupport;

  /** Names of the peer groups of the settings, which a list of peers may hold. */
  readonly peerGroups: string[];

  constructor(settings: DataSourceInstanceSettings<PantauOptions>) {
    super(settings);
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Grafana 11's class and 13's are two
    this.variables = new PantauVariables(this, replace);
    this.peerGroups = (settings.jsonData.peerGroups ?? []).map(({ name }) => name);
  }

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

  /** Names of the dashboard's variables as they are written in a parameter: "$account". */
  variableNames(): string[] {
    return getTemplateSrv()
      .getVariables()
      .map((variable) => `$${variable.name}`);
  }
}
