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
  ForWhom,
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
export { games } from './contracts/games/contract.js';
export { oauth } from './contracts/oauth/contract.js';
export { LinkedIdentity, SignedInWith } from './contracts/oauth/shapes.js';
export { orgs } from './contracts/orgs/contract.js';
export { plans } from './contracts/plans/contract.js';
export { players } from './contracts/players/contract.js';
export { teams } from './contracts/teams/contract.js';
export { rooms } from './contracts/rooms/contract.js';
export { roomError, roomErrors } from './contracts/rooms/errors.js';
export { maxHostStateBytes, maxPropertyBytes } from './contracts/rooms/shapes.js';
export { matchmaking } from './contracts/matchmaking/contract.js';
export { saves } from './contracts/saves/contract.js';
export { Conflict, SaveSummary } from './contracts/saves/shapes.js';
export { voice } from './contracts/voice/contract.js';
export { voiceError, voiceErrors } from './contracts/voice/errors.js';
export { IceServerInfo, VoiceMemberInfo } from './contracts/voice/shapes.js';
export type { ApiInfo } from './describe/api-info.js';
export { asyncApi, type AsyncApiDocument, type SocketFacts } from './describe/async-api.js';
export { errorCatalogue, type CatalogueEntry } from './describe/catalogue.js';
export { compareSnapshots } from './describe/compare-snapshots.js';
export type { BreakingChange } from './describe/compare-types.js';
export { deprecatedIds } from './describe/deprecations.js';
export { declaredErrors, houseErrorsOf, type ErrorFacts } from './describe/error-facts.js';
export { fieldsOf, type Field } from './describe/fields.js';
export { toJsonSchema, type Direction, type JsonSchema } from './describe/json-schema.js';
export {
  methodFacts,
  successes,
  type MethodFacts,
  type RouteFacts,
  type SuccessFacts,
} from './describe/method-facts.js';
export { openApi, type OpenApiDocument } from './describe/open-api.js';
export { openRpc, type OpenRpcDocument } from './describe/open-rpc.js';
export { apiSnapshot, type ApiSnapshot } from './describe/snapshot.js';
export { closeCodes, mayReconnect, type CloseReason } from './wire/close-codes.js';
export type { Encoding, FrameRate, FrameSpec, FrameSpecs } from './wire/frame-spec.js';
export { realtimeFrames, type RealtimeFrame, type RealtimeFrameType } from './wire/realtime-client-frames.js';
export { realtimeServerFrames, type RealtimeServerFrame } from './wire/realtime-server-frames.js';
export { leaveReasons, RoomInfo, RoomPlayer, type LeaveReason } from './wire/realtime-shapes.js';
export {
  clientFrames,
  serverFrames,
  type ClientFrame,
  type FrameRef,
  type ServerFrame,
} from './wire/frames.js';
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
