import { useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface Props<Item> {
  items: Item[];
  keyOf: (item: Item) => number | string;
  children: (item: Item) => ReactNode;
  /** The least width of a column, and what a row is taken for before it is measured, in pixels. */
  columnWidth?: number;
  rowHeight?: number;
}

const gap = 12;

/** VirtualGrid draws only the rows in sight of a list that may have a hundred thousand. */
export function VirtualGrid<Item>({ items, keyOf, children, columnWidth = 336, rowHeight = 132 }: Props<Item>) {
  const { ref: sized, width } = useElementSize();
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const columns = Math.max(1, Math.floor((width + gap) / (columnWidth + gap)));
  const rows = Math.ceil(items.length / columns);
  useLayoutEffect(() => { setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY); }, [width]);
  const virtualizer = useWindowVirtualizer({ count: rows, estimateSize: () => rowHeight, overscan: 4, gap, scrollMargin: top });
  const drawn = virtualizer.getVirtualItems();
  return (
    <div ref={sized}>
      <div ref={list} role="list" style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
        {width > 0 && drawn.map((row) => (
          <div key={row.key} data-index={row.index} ref={virtualizer.measureElement} role="presentation"
            style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${row.start - top}px)`, display: 'grid', gap, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item) => <div key={keyOf(item)} role="listitem">{children(item)}</div>)}
          </div>
        ))}
      </div>
    </div>
  );
}
