/** Street names as the region has them. A real town may well lack the street; the ZIP and the town are real. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/).map((word) => word.replaceAll('_', ' '))

export const streetNames = words(`
Main Maple Oak Park Elm Washington Lincoln Pine Cedar Walnut Franklin Jefferson Madison Jackson Spring Prospect Highland Grove
Chestnut Church Broad Union Lake River Hill Forest Central Willow Cherry Locust Sunset Grand Clinton Monroe Adams Webster Fulton
Bedford Warren Hudson Liberty Front Division Bay Ocean Atlantic Merrick Jericho Hempstead Nassau Suffolk Sunrise Montauk
Meadow Garden Crescent Linden Sycamore Birch Hickory Laurel Magnolia Poplar Beech Ash Spruce Hemlock Dogwood Holly Ivy Rose Lily
Violet Fairview Ridge Valley Summit Mountain Orchard Brook Pond Mill Bridge Station Railroad Depot Academy College School
University Library Hospital State Court Market Commerce Industrial Harbor Shore Beach Sound Neck Cove Point Island Dune Sandpiper
Plymouth Cambridge Oxford Windsor Kensington Devonshire Stratford Nottingham Sherwood Wellington Richmond Lexington Concord
Hamilton Grant Sherman Sheridan Garfield Harrison Tyler Polk Taylor Fillmore Pierce Buchanan Cleveland McKinley Roosevelt Wilson
Harding Coolidge Hoover Truman Kennedy King DeKalb Lafayette Pulaski Kosciuszko Columbus Verrazzano Hancock Halsey Macon Putnam
Gates Quincy Greene Marcy Tompkins Throop Sumner Lewis Stuyvesant Ralph Howard Saratoga Rockaway Pitkin Blake Dumont Livonia
Hegeman Linwood Essex Shepherd Berriman Atkins Montclair Fountain Euclid Pine_Hollow Old_Country Round_Swamp Bread_and_Cheese_Hollow
Old_Town Deer_Park Straight_Path Straight_Line Mill_Pond Half_Hollow Wolf_Hill Elwood Pulaski Larkfield Vanderbilt Carleton Wheeler
Suffolk_Downs Wicks Candlewood Commack Veterans_Memorial Nesconset Smithtown Middle_Country Horseblock Patchogue_Holbrook Bellport
Station_Hill William_Floyd Moriches Montauk_Point Noyack Three_Mile_Harbor Springs_Fireplace Sagg North_Sea Tuckahoe Palmer
Nepperhan Ashburton Saw_Mill_River Tuckahoe_Hill McLean Kimball Midland Lockwood Elliott Radford Morningside Hawthorne Riverdale
Kingsbridge Bailey Sedgwick Jerome Creston Morris Walton Gerard River_View Anderson Nelson Ogden University_Heights Andrews
Davidson Grand_Concourse Valentine Marion Decatur Webster_Hill Bainbridge Perry Hull Rochambeau Gun_Hill Burke Adee Arnow Mace
Waring Astor Pelham Allerton Williamsbridge Boston_Post Baychester Bruckner Soundview Lafayette_Park Tremont Zerega Castle_Hill
St._Nicholas St._Marks St._Johns Sterling Bergen Dean Pacific Carroll Crown Montgomery Empire Lefferts Rutland Winthrop Hawthorn
Fenimore Parkside Caton Church_Hill Albemarle Beverley Cortelyou Dorchester Ditmas Newkirk Foster Farragut Glenwood Flatlands
Ralph_Waldo Kings Quentin Gravesend_Neck Emmons Neptune Mermaid Surf Cropsey Stillwell Bath Benson Shore_Front Narrows Colonial
Ridge_Crest Senator Bay_Ridge Wakeman Fort_Hamilton Marine Gatling Dahlgren Poly Hylan Richmond_Hill Forest_Hill Amboy Arthur_Kill
Bloomfield Bloomingdale Rossville Woodrow Huguenot Arden Annadale Nelson_Hill Giffords Hillside Jamaica Archer Liberty_Bell Merrick_Hill
Guy_R._Brewer Sutphin Parsons Kissena Bowne Union_Turnpike Utopia Francis_Lewis Bell Springfield Braddock Hollis Farmers Murdock
Steinway Ditmars Crescent_Moon Newtown Broadway_Park Skillman Greenpoint Queens Woodhaven Cross_Bay Lefferts_Hill Myrtle Metropolitan
Cooper Fresh_Pond Wyckoff Cypress Irving Knickerbocker Wilson_Hill Central_Park Evergreen Bushwick Broadway_Hill Humboldt Graham
Manhattan Lorimer Leonard Ainslie Devoe Powers Conselyea Skillman_Hill Jackson_Mill Withers Frost Richardson Bayard Driggs Nassau_Hill
Communipaw Bergen_Hill Ocean_View Garfield_Park Danforth Sip Newark Palisade Bergenline Summit_Ridge New_York Kennedy_Park Boulevard_East
Ferry Wilson_Mill Market_Square Springdale Lyons Chancellor Elizabeth Clinton_Hill Bloomfield_Hill Mount_Prospect Heller Passaic
Main_Mill Van_Houten Totowa Chamberlain Straight Rosa_Parks Getty Crooks Hazel Lakeview Post West_Putnam East_Putnam Greenwich
Strawberry_Hill Hope Newfield Belltown Long_Ridge High_Ridge Shippan Westover Flax_Hill Rowayton Wolfpit Strawberry Fairfield
Iranistan Park_View Madison_Hill Reservoir Lindley Capitol Noble Barnum Seaview Stratfield Deer_Hill Clapboard_Ridge Padanaram`)

/** Commonest first. */
export const suburbanSuffixes = words('St Ave Rd St Ave Dr Ln Ave Rd Ct Pl Blvd Dr St Ter Way Cir Hwy Pkwy Path')
export const denseSuffixes = words('St Ave St Ave Pl Rd St Ave Blvd Ter Pkwy')

/** `1st`, `2nd`, `11th`, `23rd`. */
export function ordinal(value: number): string {
  const lastTwo = value % 100
  if (lastTwo >= 11 && lastTwo <= 13) return `${value}th`
  return `${value}${['th', 'st', 'nd', 'rd'][value % 10] ?? 'th'}`
}
