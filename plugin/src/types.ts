import type { AdHocVariableFilter, DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';

/** Languages of the editors and of the answers; Indonesian is the default. */
export type Language = 'id' | 'en';

/** The languages by their own names. */
export const languages: ReadonlyArray<{ value: Language; label: string }> = [
  { value: 'id', label: 'Bahasa Indonesia' },
  { value: 'en', label: 'English' },
];

/** A text in every language. */
export type Text = Readonly<Record<Language, string>>;

/** Families of query types, in the order in which the editor shows them. */
export const families = ['engagement', 'trend', 'sentiment', 'guidance', 'operation'] as const;
export type Family = (typeof families)[number];

/** Bounded sets that the backend lists at GET resources/<name>, as a JSON array of strings. */
export const resources = ['accounts', 'platforms', 'topics', 'types'] as const;
export type Resource = (typeof resources)[number];

/** What a parameter may hold, as JSON. A list holds strings. */
export type ParamValue = string | number | boolean | string[];

/** One parameter of a query type: what it is called, and how it is asked for. */
export interface ParamDescriptor {
  name: string;
  kind: 'enum' | 'list' | 'number' | 'boolean' | 'text';
  label: Text;
  help: Text;
  default: unknown;
  options?: ReadonlyArray<{ value: string; label: Text }>;
  resource?: Resource;
  min?: number;
  max?: number;
}

/** A query type as the backend declares it; querytypes.gen.ts lists them all. */
export interface QueryTypeDescriptor {
  id: string;
  family: string;
  label: Text;
  description: Text;
  help: Text;
  params: ParamDescriptor[];
  formats: string[];
}

/** What dashboards save. Only the parameters that a user set are in params; the backend knows the defaults. */
export interface PantauQuery extends DataQuery {
  params?: Record<string, ParamValue>;
  /** Whether the backend pushes what changes, where the time range ends now. */
  live?: boolean;
  /** Language of the answer; that of the data source where it is left out. */
  language?: Language;
  /** The dashboard's ad hoc filters; put in when the query is sent, never saved. */
  filters?: AdHocVariableFilter[];
}

/** A dashboard variable: the name of a resource, such as "accounts?platforms=$platform". */
export interface VariableQuery extends DataQuery {
  query?: string;
}

/** Accounts that are compared with each other, under a name that `benchmark` takes in place of them. */
export interface PeerGroup {
  name: string;
  accounts: string[];
}

/** Settings of the data source that are no secret; the server's address is the data source's own url. */
export interface PantauOptions extends DataSourceJsonData {
  org?: string;
  bucket?: string;
  timeZone?: string;
  language?: Language;
  peerGroups?: PeerGroup[];
}

/** Settings that Grafana stores encrypted and never sends back to a browser. */
export interface PantauSecrets {
  token?: string;
}
