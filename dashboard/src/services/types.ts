import type { components } from './api.gen';

type Schemas = components['schemas'];

export type SessionUser = Schemas['SessionUser'];
export type User = Schemas['User'];
export type Role = Schemas['Role'];
export type AssignableRole = Schemas['AssignableRole'];
export type Warehouse = Schemas['Warehouse'];
export type WarehouseRef = Schemas['WarehouseRef'];
export type Location = Schemas['Location'];
export type LocationRef = Schemas['LocationRef'];
export type LocationKind = Schemas['LocationKind'];
export type Product = Schemas['Product'];
export type PackagingUnit = Schemas['PackagingUnit'];
export type StockItem = Schemas['StockItem'];
export type StockLevel = Schemas['StockLevel'];
export type ProductStock = Schemas['ProductStock'];
export type Balance = Schemas['Balance'];
export type Movement = Schemas['Movement'];
export type MovementSide = Schemas['MovementSide'];
export type Kind = Schemas['OperationKind'];
/** The kinds that are composed line by line. */
export type Composed = Extract<Kind, 'receipt' | 'shipment' | 'transfer'>;
export type Status = Schemas['OperationStatus'];
export type Attention = Schemas['Attention'];
export type Operation = Schemas['Operation'];
export type OperationSummary = Schemas['OperationSummary'];
export type OperationLine = Schemas['OperationLine'];
export type Hold = Schemas['Hold'];
export type LotRef = Schemas['LotRef'];
export type TransitLot = Schemas['TransitLot'];
export type TimelineStep = Schemas['TimelineStep'];
export type Approval = Schemas['Approval'];
export type CommandOutcome = Schemas['CommandOutcome'];
export type CommandState = Schemas['CommandState'];
export type Resolution = Schemas['Resolution'];
export type Condition = Schemas['Condition'];

/** Body names the request body of a schema by its name in the contract. */
export type Body<Name extends keyof Schemas> = Schemas[Name];
