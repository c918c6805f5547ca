import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor } from './ConfigEditor';
import { PantauDataSource } from './datasource';
import { QueryEditor } from './QueryEditor';
import type { PantauOptions, PantauQuery, PantauSecrets } from './types';

export const plugin = new DataSourcePlugin<PantauDataSource, PantauQuery, PantauOptions, PantauSecrets>(PantauDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
