export {
  AethexError,
  isAethexError,
  type AethexErrorOptions,
  type ErrorBody,
} from './errors/aethex-error.js';
export {
  errorKinds,
  lookOf,
  standardStatuses,
  type ErrorKind,
  type ErrorLook,
  type StandardStatus,
} from './errors/error-kinds.js';
export { houseError, houseErrors, type HouseErrorCode } from './errors/house-errors.js';
export {
  defineContract,
  httpOf,
  pathFields,
  type AnyContract,
  type Contract,
  type EventRef,
  type MethodRef,
} from './contract/define-contract.js';
export type {
  ErrorSpec,
  EventSpec,
  EventSpecs,
  HttpRoute,
  HttpSpec,
  HttpVerb,
  LimitSpec,
  MethodSpec,
  MethodSpecs,
  Who,
} from './contract/method-spec.js';
export { RawJson, rawJsonIn, rawJsonOut, type JsonValue } from './contract/raw-json.js';
export { elements, keepRaw, memberOf, rawPaths, type RawPath } from './contract/raw-slices.js';
export { Flag, Id, json, Nothing, Sha256, text, Timestamp, UserRef, whole } from './contract/schemas.js';
export type { Answer, Asked, ClientOf, In, MethodNames, Out } from './contract/types.js';
export { auth } from './contracts/auth/contract.js';
export { Profile, PublicProfile, Session, SignedIn } from './contracts/auth/shapes.js';
export { saves } from './contracts/saves/contract.js';
export { Conflict, SaveSummary } from './contracts/saves/shapes.js';
export { closeCodes, mayReconnect, type CloseReason } from './wire/close-codes.js';
export { clientFrames, type ClientFrame, type FrameRef, type ServerFrame } from './wire/frames.js';
export {
  isRpcId,
  isRpcRequest,
  maxBatch,
  rpcFailure,
  rpcSuccess,
  type RpcFailure,
  type RpcId,
  type RpcRequest,
  type RpcResponse,
  type RpcSuccess,
} from './wire/json-rpc.js';
export { stringify } from './wire/stringify.js';
