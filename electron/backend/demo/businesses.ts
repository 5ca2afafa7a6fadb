/** Names of invented firms, put together of a name and a trade. */
export const trades: readonly string[] = [
  'Deli & Grocery', 'Auto Body', 'Dental Group', 'Hair Studio', 'Pizzeria', 'Bakery', 'Hardware', 'Realty', 'Law Office', 'Nail Spa',
  'Laundromat', 'Plumbing & Heating', 'Electric', 'Landscaping', 'Pharmacy', 'Diner', 'Physical Therapy', 'Florist', 'Day Care',
  'Veterinary Clinic', 'Barber Shop', 'Tax Service', 'Travel', 'Driving School', 'Funeral Home', 'Restaurant', 'Liquors', 'Fuel Oil',
  'Roofing', 'Locksmith', 'Insurance Agency', 'Fitness', 'Music School', 'Print & Copy', 'Car Service', 'Optical', 'Marine Supply',
  'Botánica', 'Panadería', 'Halal Meats', 'Kosher Caterers', 'Seafood Market', 'Import & Export', 'Community Center',
]

export const forms: readonly string[] = ['', '', '', ' Inc.', ' LLC', ' Corp.', ' & Sons', ' & Co.', ' of New York', ' Bros.']

/** Some organizations have names that no form was made for. */
export const longNames: readonly string[] = [
  'The Society for the Preservation of the Lower Hudson Valley Steam Railways and Ferries, Incorporated',
  'Iglesia Pentecostal Misionera Fuente de Agua Viva y Casa de Restauración para las Naciones',
  'Congregation Anshei Emes of Upper Midwood and Vicinity Ladies Auxiliary and Benevolent Fund',
  'Local 4401 of the Amalgamated Brotherhood of Harbor Pilots, Tugboat Engineers and Dockmasters',
  'Mid-Island Association of Retired School Custodians, Bus Drivers and Crossing Guards',
]
