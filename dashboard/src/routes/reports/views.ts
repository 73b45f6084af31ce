import { useLocalStorage } from '@mantine/hooks';
import type { ReportName, ReportSearch } from '@/services/reports';

/** View is a report with its filters, under a name. */
export interface View {
  title: string;
  name: ReportName;
  search: ReportSearch;
}

/** useSavedViews are the views that were kept on this device. */
export function useSavedViews(): [View[], (view: View) => void, (view: View) => void] {
  const [views, setViews] = useLocalStorage<View[]>({ key: 'stockflow.views', defaultValue: [], getInitialValueInEffect: false });
  return [
    views,
    (view) => setViews([...views.filter((v) => v.title !== view.title), view]),
    (view) => setViews(views.filter((v) => v.title !== view.title)),
  ];
}
