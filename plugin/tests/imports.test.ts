// What the plugin takes from Grafana when it runs must be in every Grafana that plugin.json allows. Types are checked
// against 11.6, so this list holds what was looked up in the types of 11.0.0.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

const in11: Record<string, string[]> = {
  '@grafana/data': ['AnnotationEventFieldSource', 'CustomVariableSupport', 'DataSourcePlugin', 'FieldType'],
  '@grafana/runtime': ['DataSourceWithBackend', 'StreamingFrameAction', 'config', 'getTemplateSrv'],
  '@grafana/ui': [
    'Alert', 'Button', 'Field', 'FieldSet', 'Icon', 'Input', 'Label', 'MultiSelect', 'RadioButtonGroup', 'SecretInput',
    'Select', 'Stack', 'Switch', 'Text', 'Tooltip',
  ],
};

/** The names that the sources import and are no types, by package; of whole packages those that are used. */
function imported(): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const file of readdirSync('src').filter((name) => /\.tsx?$/.test(name))) {
    const source = readFileSync(`src/${file}`, 'utf8');
    for (const [, list = '', from = ''] of source.matchAll(/^import \{([^}]*)\} from '(@grafana\/\w+)'/gm)) {
      const names = list.split(',').map((name) => name.trim()).filter((name) => name && !name.startsWith('type '));
      found[from] = new Set([...(found[from] ?? []), ...names]);
    }
    for (const [, whole = '', from = ''] of source.matchAll(/^import \* as (\w+) from '(@grafana\/\w+)'/gm)) {
      const names = [...source.matchAll(new RegExp(`\\b${whole}\\.(\\w+)`, 'g'))].map(([, name = '']) => name);
      found[from] = new Set([...(found[from] ?? []), ...names]);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([from, names]) => [from, [...names].sort()]));
}

void it('takes nothing from Grafana that 11.0 lacks', () => {
  assert.match(readFileSync('src/plugin.json', 'utf8'), /"grafanaDependency": ">=11\.0\.0"/);
  assert.deepEqual(imported(), in11, 'look a new name up in the types of Grafana 11.0.0, then write it here');
});
