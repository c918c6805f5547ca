import * as React from 'react';

import type { SelectableValue } from '@grafana/data';
import * as ui from '@grafana/ui';

/** One choice of a picker. */
export interface Choice {
  value: string;
  label?: string;
  description?: string;
  group?: string;
}

interface CommonProps {
  id: string;
  choices: Choice[];
  placeholder?: string;
  disabled?: boolean;
  invalid?: boolean;
  /** Whether a value that is not among the choices may be typed. */
  custom?: boolean;
}

export interface PickerProps extends CommonProps {
  value: string | undefined;
  onChange: (value: string) => void;
}

export interface MultiPickerProps extends CommonProps {
  values: string[];
  onChange: (values: string[]) => void;
}

// Grafana 11.0 to 11.5 lack one or both comboboxes; there the older selects,
// deprecated since, do the same.
const available: Partial<Pick<typeof ui, 'Combobox' | 'MultiCombobox'>> = ui;

// The comboboxes compare by identity: what is equal must stay the same object, and what is selected must be one of
// the choices, where it is among them.
function choiceOf(value: string, choices: Choice[]): Choice {
  return choices.find((choice) => choice.value === value) ?? { value, label: value };
}

function useStable<T>(value: T): T {
  const json = JSON.stringify(value);
  return React.useMemo(() => JSON.parse(json) as T, [json]);
}

/**
 * Reports a choice once. In Explore a combobox of Grafana 12 tells the same choice
 * again while the change that it caused is being drawn, which would never end.
 */
function useOnce<T>(value: T, onChange: (value: T) => void): (value: T) => void {
  const current = JSON.stringify(value);
  const told = React.useRef(current);
  React.useEffect(() => {
    told.current = current;
  }, [current]);
  return (next) => {
    const json = JSON.stringify(next);
    if (json !== told.current) {
      told.current = json;
      onChange(next);
    }
  };
}

/** Picks one value from a list with type-ahead. */
export function Picker({ choices: given, custom, onChange: report, value, ...rest }: PickerProps) {
  const onChange = useOnce(value, (next) => next && report(next));
  const choices = useStable(given);
  const selected = React.useMemo(() => (value ? choiceOf(value, choices) : null), [value, choices]);
  if (!available.Combobox) {
    return (
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- see `available`
      <ui.Select
        {...legacyProps(rest)}
        options={grouped(choices)}
        value={selected}
        allowCustomValue={custom}
        onChange={(choice: SelectableValue<string>) => onChange(choice.value)}
      />
    );
  }
  return (
    <available.Combobox<string>
      {...rest}
      options={choices}
      value={selected}
      createCustomValue={custom}
      onChange={(choice) => onChange(choice.value)}
    />
  );
}

/** Picks any number of values, shown as chips. */
export function MultiPicker({ choices: given, custom, onChange: report, values, ...rest }: MultiPickerProps) {
  const onChange = useOnce(values, report);
  const choices = useStable(given);
  const box = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const input = box.current?.querySelector('input');
    if (input) {
      input.id = rest.id; // MultiCombobox takes no id before Grafana 13, so no label would belong to it
    }
  });
  const wanted = useStable(values);
  const selected = React.useMemo(() => wanted.map((value) => choiceOf(value, choices)), [wanted, choices]);
  if (!available.MultiCombobox) {
    return (
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- see `available`
      <ui.MultiSelect
        {...legacyProps(rest)}
        options={grouped(choices)}
        value={selected}
        allowCustomValue={custom}
        onChange={(list: Array<SelectableValue<string>>) => onChange(list.flatMap((choice) => choice.value ?? []))}
      />
    );
  }
  return (
    <div ref={box}>
      <available.MultiCombobox<string>
        {...rest}
        options={choices}
        value={selected}
        createCustomValue={custom}
        onChange={(list) => onChange(list.map((choice) => choice.value))}
      />
    </div>
  );
}

function legacyProps({ id, ...rest }: Omit<CommonProps, 'choices' | 'custom'>) {
  return { ...rest, inputId: id };
}

function grouped(choices: Choice[]): Array<SelectableValue<string>> {
  return [...new Set(choices.map((choice) => choice.group))].flatMap((group) => {
    const options: Array<SelectableValue<string>> = choices.filter((choice) => choice.group === group);
    return group === undefined ? options : [{ label: group, options }];
  });
}
