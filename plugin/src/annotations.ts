import {
  AnnotationEventFieldSource,
  FieldType,
  type AnnotationEvent,
  type AnnotationQuery,
  type AnnotationSupport,
  type DataFrame,
  type Field,
} from '@grafana/data';
import { of } from 'rxjs';

import { AnnotationEditor } from './AnnotationEditor';
import { markOf, marks, parts, type Part } from './marks';
import type { PantauQuery } from './types';

/** The events of an answer. */
export function eventsOf(annotation: AnnotationQuery<PantauQuery>, frames: DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => {
    const read = parts.map((part) => [part, reader(annotation, frame, part)] as const);
    const events = Array.from({ length: frame.length }, (_, row) =>
      Object.fromEntries<unknown>(
        read
          .map(([part, of]): [string, unknown] => [part, harmless(of(row))])
          .filter(([, value]) => value !== undefined && value !== null)
      )
    );
    return events.map(event).filter(({ time }) => time !== undefined);
  });
}

/** Grafana shows a mark's words as HTML: what strangers wrote must be words only. */
function harmless(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('<', '‹').replaceAll('>', '›') : value;
}

function event({ tags, ...rest }: Record<string, unknown>): AnnotationEvent {
  const split = typeof tags === 'string' && tags !== '' ? { tags: tags.split(',').map((tag) => tag.trim()) } : {};
  return { ...rest, ...split, isRegion: rest.timeEnd !== undefined };
}

/**
 * Gives a part of an event by row: from the column that the dashboard names, else from that of the mark, else of the
 * part's own name. A column is found by its name and by its title, which is in the language of the data source.
 */
function reader(annotation: AnnotationQuery<PantauQuery>, frame: DataFrame, part: Part): (row: number) => unknown {
  const mapping = annotation.mappings?.[part];
  if (mapping?.source === AnnotationEventFieldSource.Skip) {
    return () => undefined;
  }
  if (mapping?.source === AnnotationEventFieldSource.Text) {
    return () => mapping.value;
  }
  const name = mapping?.value ?? markOf(annotation.target)?.columns[part] ?? part;
  const field =
    frame.fields.find((candidate) => candidate.name === name || candidate.config.displayNameFromDS === name) ??
    (part === 'time' ? firstOf(frame, FieldType.time) : part === 'text' ? firstOf(frame, FieldType.string) : undefined);
  return (row) => field?.values[row] as unknown;
}

function firstOf(frame: DataFrame, type: FieldType): Field | undefined {
  return frame.fields.find((field) => field.type === type);
}

/** Any answer with times can be an annotation. */
export const annotationSupport: AnnotationSupport<PantauQuery> = {
  QueryEditor: AnnotationEditor,
  getDefaultQuery: () => ({ queryType: marks[0]?.queryType, params: marks[0]?.params }),
  processEvents: (annotation, frames) => of(eventsOf(annotation, frames)),
};
