// The source: accounts that are read, the datasets that come of it, and the report that they are for. Loaded together.
export { default as Dataset } from '../pages/dataset.tsx'
export { default as Datasets } from '../pages/datasets.tsx'
export { default as PayLater } from '../pages/pay_later.tsx'
export { default as Account } from '../pages/source_account.tsx'
export { default as Flow } from '../pages/source_flow.tsx'
export { default as NewFlow } from '../pages/source_new.tsx'
export { default as Run } from '../pages/source_run.tsx'
export { default as Sources } from '../pages/sources.tsx'
