// Stands in for the parts of Grafana that the data source talks to.
import type { DataSourceInstanceSettings } from '@grafana/data';
import { config, setBackendSrv, setTemplateSrv, type BackendSrv, type TemplateSrv } from '@grafana/runtime';
import { of, throwError } from 'rxjs';
import { PantauDataSource } from '../src/datasource';
import type { PantauOptions } from '../src/types';

/** The language in the user's profile, such as "id-ID". */
export function setUserLanguage(language: string | undefined) {
  Object.assign(config.bootData.user, { language });
}

/** What the backend lists at each resource path; an Error is how that path fails. */
export function setResources(resources: Record<string, string[] | Error>): string[] {
  const asked: string[] = [];
  const fetch = ({ url, params }: { url: string; params?: { platforms: string } }) => {
    asked.push(params ? `${url}?platforms=${params.platforms}` : url);
    const listed = resources[url.split('/').pop() ?? ''];
    return listed instanceof Error
      ? throwError(() => ({ status: 502, data: { message: listed.message } }))
      : of({ data: listed ?? null });
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return asked;
}

/** The dashboard's variables; an array is what a multi-value variable holds. */
export function setVariables(variables: Record<string, string | string[]>) {
  const replace = (target: string, _: unknown, format?: string | ((value: unknown) => string)) =>
    target.replace(/\$\{?(\w+)\}?/g, (text, name: string) => {
      const value = variables[name];
      if (value === undefined) {
        return text;
      }
      return typeof format === 'function' ? format(value) : String(value);
    });
  setTemplateSrv({ replace, getVariables: () => Object.keys(variables).map((name) => ({ name })) } as TemplateSrv);
}

/** A data source as Grafana makes it. */
export function newDataSource(): PantauDataSource {
  const settings = { id: 1, uid: 'pantau', type: 'pantau-social-datasource', name: 'Pantau', jsonData: { peerGroups: [{ name: 'neighbours', accounts: ['kab_a'] }] } };
  return new PantauDataSource(settings as DataSourceInstanceSettings<PantauOptions>);
}
