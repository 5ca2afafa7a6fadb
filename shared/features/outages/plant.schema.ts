/**
 * The operator's plant as far as outages need it: what hangs at what, where it stands, and how many of its modems are offline.
 * Premises are no rows of it: they are the customers.
 */
import { z } from 'zod'
import { instantSchema, operatorRowBase } from '../../kernel/rows.ts'
import { plantCodeSchema } from './outages.schema.ts'

/** From the signal's source to the house, each fed by the one before it. */
export const plantKindSchema = z.enum(['headend', 'hub', 'node', 'tap'])
export type PlantKind = z.infer<typeof plantKindSchema>

/** Elements of one operator. */
export const MAX_PLANT_ELEMENTS = 200_000
/** Headends, hubs and nodes in one list. */
export const MAX_LISTED_PLANT = 10_000
/** Taps, and premises, of one view. */
export const MAX_IN_VIEW = 3_000
/** A view for which taps and premises are asked is at most so wide and so high, degrees. */
export const MAX_VIEW_DEGREES = 2
/** How far back the states of nodes are kept, hours. */
export const PLANT_STATE_HOURS = 48
/** From one kept state to the next, minutes. */
export const PLANT_STATE_MINUTES = 10

const latitudeSchema = z.number().min(-90).max(90)
const longitudeSchema = z.number().min(-180).max(180)

export const plantElementSchema = z.strictObject({
  ...operatorRowBase,
  /** As customers' rows, problems and telemetry name it, such as `YK-07`. No two elements have the same. */
  code: plantCodeSchema,
  kind: plantKindSchema,
  /** What feeds it; null for a headend, and where nobody said. */
  parentCode: plantCodeSchema.nullable(),
  latitude: latitudeSchema,
  longitude: longitudeSchema,
  /** Addresses of customers behind it; null for a tap, because nobody tells who hangs at which. */
  premises: z.int().min(0).nullable(),
  /** Modems in service behind it; null for a tap. */
  modems: z.int().min(0).nullable(),
  /** Of a node: the town in which most of its premises are. Null of all others, and where nobody lives. */
  city: z.string().max(80).nullable(),
})
export type PlantElement = z.infer<typeof plantElementSchema>

export const listedPlantSchema = z.strictObject({
  /** Headends first, then hubs, then nodes, by their codes. */
  elements: z.array(plantElementSchema).max(MAX_LISTED_PLANT),
})
export type ListedPlant = z.infer<typeof listedPlantSchema>

/** Degrees. A view over the 180th meridian is asked for as two. */
export const plantViewSchema = z
  .strictObject({ west: longitudeSchema, south: latitudeSchema, east: longitudeSchema, north: latitudeSchema })
  .superRefine(({ west, south, east, north }, context) => {
    if (east < west) context.addIssue({ code: 'custom', path: ['east'], message: 'westOfWest' })
    if (north < south) context.addIssue({ code: 'custom', path: ['north'], message: 'southOfSouth' })
    if (east - west > MAX_VIEW_DEGREES) context.addIssue({ code: 'custom', path: ['east'], message: 'tooWide' })
    if (north - south > MAX_VIEW_DEGREES) context.addIssue({ code: 'custom', path: ['north'], message: 'tooHigh' })
  })
export type PlantView = z.infer<typeof plantViewSchema>

const placeSchema = z.strictObject({ latitude: latitudeSchema, longitude: longitudeSchema })

export const plantInViewSchema = z.strictObject({
  taps: z.array(placeSchema).max(MAX_IN_VIEW),
  /** Addresses of customers, as far as this desk holds them. */
  premises: z.array(placeSchema).max(MAX_IN_VIEW),
  /** There are more taps, or more premises, than are told. */
  more: z.boolean(),
})
export type PlantInView = z.infer<typeof plantInViewSchema>

/** How many of a node's modems are offline. */
export const nodeStateSchema = z.strictObject({ code: plantCodeSchema, modems: z.int().min(1), offline: z.int().min(1) })
export type NodeState = z.infer<typeof nodeStateSchema>

export const plantStateInputSchema = z.strictObject({
  /** Null: as it is now. Else within the last 48 hours; answered is what was kept last before it. */
  at: instantSchema.nullable(),
})
export type PlantStateInput = z.infer<typeof plantStateInputSchema>

/** Nodes that are not in it have nothing offline, as far as telemetry says. */
export const plantStateSchema = z.strictObject({
  /** Of what moment this is: when telemetry was heard last, at most as late as the moment that was asked for. Null where none had come by then. */
  at: instantSchema.nullable(),
  nodes: z.array(nodeStateSchema).max(MAX_LISTED_PLANT),
})
export type PlantState = z.infer<typeof plantStateSchema>
