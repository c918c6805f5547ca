import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';

// The options of every panel of every dashboard, held against what this version
// of Grafana says that its panels take. TypeScript does the comparing: unknown
// names and wrong values are errors in a literal of that type.

interface Panel {
  type: string;
  title: string;
  options: object;
  fieldConfig: { defaults: { custom?: object }; overrides: Array<{ properties: Array<{ id: string; value: unknown }> }> };
}

const schemas: Record<string, string> = {
  stat: 'stat/panelcfg/x/Stat',
  table: 'table/panelcfg/x/Table',
  timeseries: 'timeseries/panelcfg/x/TimeSeries',
  barchart: 'barchart/panelcfg/x/BarChart',
  bargauge: 'bargauge/panelcfg/x/BarGauge',
  'status-history': 'statushistory/panelcfg/x/StatusHistory',
};

// Enums are written as their values in JSON, and what is left out has a default.
const loose =
  'type Loose<T> = T extends string ? `${T}` : T extends number | boolean | undefined | null ? T : ' +
  'T extends (infer U)[] ? Loose<U>[] : T extends object ? { [K in keyof T]?: Loose<T[K]> } : T;';

/** The folder with the panels' types, of the Grafana that this run is about. */
function schemaFolder(): string {
  const data = process.env.PANTAU_GRAFANA === 'grafana13' ? 'grafana13/node_modules/@grafana/data' : 'node_modules/@grafana/data';
  const found = createRequire(resolve(data, 'package.json')).resolve('@grafana/schema/package.json');
  return resolve(dirname(found), 'dist/esm/raw/composable');
}

function panels(): Panel[] {
  const folder = '../dashboards/en';
  return readdirSync(folder).flatMap((name) => (JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { panels: Panel[] }).panels);
}

/** What a panel sets for fields: by default, and each override by itself. */
function customs({ fieldConfig }: Panel): object[] {
  const own = fieldConfig.overrides.map(({ properties }) =>
    Object.fromEntries(properties.filter(({ id }) => id.startsWith('custom.')).map(({ id, value }) => [id.slice('custom.'.length), value]))
  );
  return [fieldConfig.defaults.custom ?? {}, ...own].filter((custom) => Object.keys(custom).length > 0).map(moved);
}

/**
 * What a later Grafana keeps elsewhere and itself moves there: wrapText, from the cell to the column, since 12.2. And
 * what an earlier one does not know and passes over: headings of several lines.
 */
function moved(custom: { cellOptions?: { wrapText?: boolean }; wrapHeaderText?: boolean }): object {
  const known = ([name]: [string, unknown]) => name !== 'wrapHeaderText' || process.env.PANTAU_GRAFANA !== 'grafana11';
  const whole = Object.fromEntries(Object.entries(custom).filter(known));
  const { wrapText, ...cellOptions } = custom.cellOptions ?? {};
  return wrapText === undefined ? whole : { ...whole, cellOptions };
}

/** A panel's options, without what Grafana 11 does not know and passes over: how high a table's row may be. */
function options(panel: Panel): object {
  const known = ([name]: [string, unknown]) => name !== 'maxRowHeight' || process.env.PANTAU_GRAFANA !== 'grafana11';
  return Object.fromEntries(Object.entries(panel.options).filter(known));
}

/** The messages of TypeScript about a source. */
function complaints(source: string): string[] {
  const name = resolve('tests/dashboards.virtual.ts');
  const options: ts.CompilerOptions = {
    noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target) => (file === name ? ts.createSourceFile(file, source, target) : read(file, target));
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
    const line = file?.text.slice(0, start).split('\n').length ?? 0;
    return `${source.split('\n')[line - 1] ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function literals(all: Panel[]): string[] {
  return [
    ...new Set(
      all.flatMap((panel) => {
        const kind = panel.type.replace('-', '');
        assert.ok(schemas[panel.type], `${panel.title}: this test does not know panels of type ${panel.type}`);
        const fields = customs(panel).map((custom) => `use<Loose<${kind}.FieldConfig>>(${JSON.stringify(custom)});`);
        return [`use<Loose<${kind}.Options>>(${JSON.stringify(options(panel))});`, ...fields];
      })
    ),
  ];
}

function program(lines: string[]): string {
  const imports = Object.entries(schemas).map(
    ([type, path]) => `import type * as ${type.replace('-', '')} from '${schemaFolder()}/${path}PanelCfg_types.gen';`
  );
  return [...imports, loose, 'declare function use<T>(value: T): void;', ...lines].join('\n');
}

describe('the options of the panels on the dashboards', () => {
  it('are those that this Grafana knows', () => {
    assert.deepEqual(complaints(program(literals(panels()))), []);
  });
  it('would be found wrong if they were', () => {
    const wrong = ['use<Loose<stat.Options>>({ colorMode: "loud" });', 'use<Loose<stat.Options>>({ loud: true });'];
    assert.equal(complaints(program(wrong)).length, 2);
  });
});
