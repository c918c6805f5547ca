import * as React from 'react';

import type { PantauDataSource } from './datasource';
import type { Resource } from './types';

interface Listing {
  names: string[];
  loading: boolean;
  /** Why the names could not be loaded, in the backend's words. */
  error?: string;
}

/** Loads the names of a resource once for each data source; none where the parameter has no resource. */
export function useResource(datasource: PantauDataSource, resource: Resource | undefined): Listing {
  const [listing, setListing] = React.useState<Listing>({ names: [], loading: Boolean(resource) });
  React.useEffect(() => {
    if (!resource) {
      return;
    }
    let current = true;
    datasource.listResource(resource).then(
      (names) => current && setListing({ names, loading: false }),
      (error: unknown) => current && setListing({ names: [], loading: false, error: reason(error) })
    );
    return () => {
      current = false;
    };
  }, [datasource, resource]);
  return listing;
}

// Grafana rejects with a response whose data carries the backend's message.
function reason(error: unknown): string {
  const { data, message, statusText } = (error ?? {}) as {
    data?: { message?: string; error?: string };
    message?: string;
    statusText?: string;
  };
  return data?.message ?? data?.error ?? message ?? statusText ?? String(error);
}
