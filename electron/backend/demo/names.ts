/**
 * Family and given names by community, commoner ones first. All combinations are made by chance; whoever bears one
 * of them in life has nothing to do with the demo. A list like this is long by nature.
 */
export type Community = {
  share: number
  /** BCP 47 and how often people of this community prefer it to English. */
  language: string | null
  languageShare: number
  givenNames: readonly string[]
  familyNames: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/).map((word) => word.replaceAll('_', ' '))

const englishGiven = words(`
Michael Jennifer James Mary Robert Patricia John Linda David Elizabeth William Barbara Richard Susan Thomas Jessica
Christopher Karen Daniel Sarah Matthew Lisa Anthony Nancy Mark Ashley Steven Margaret Andrew Sandra Paul Donna Joshua Emily
Kenneth Michelle Kevin Carol Brian Amanda Timothy Melissa Ronald Deborah George Stephanie Jason Rebecca Edward Laura Jeffrey
Sharon Ryan Cynthia Jacob Kathleen Nicholas Amy Gary Angela Eric Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin
Emma Scott Nicole Brandon Helen Benjamin Samantha Samuel Katherine Gregory Christine Alexander Debra Patrick Rachel Frank
Carolyn Raymond Janet Jack Catherine Dennis Maria Jerry Heather Tyler Diane Aaron Olivia Henry Julie Adam Joyce Douglas
Victoria Nathan Ruth Peter Virginia Zachary Lauren Kyle Kelly Walter Christina Harold Joan Carl Evelyn Keith Judith Roger
Andrea Gerald Hannah Terry Megan Sean Jacqueline Arthur Martha Austin Teresa Noah Gloria Jesse Sara Joe Janice Bryan Alice
Billy Kathryn Jordan Ann Albert Judy Dylan Jean Bruce Doris Willie Grace Gabriel Denise Alan Amber Juan Marilyn Logan Danielle
Wayne Beverly Ralph Charlotte Roy Theresa Eugene Isabella Randy Diana Vincent Natalie Russell Brittany Louis Sophia`)

const english = words(`
Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris Martin Thompson
Robinson Clark Lewis Walker Hall Young King Wright Scott Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips
Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Bell Bailey Cooper Richardson Cox Howard Ward Peterson
Gray James Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson
Hughes Washington Butler Simmons Foster Bryant Alexander Russell Griffin Hayes Hamilton Graham Wallace Woods Cole West
Owens Reynolds Fisher Ellis Harrison Gibson Marshall Wells Webb Simpson Stevens Tucker Porter Hunter Hicks Crawford Henry Boyd
Mason Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight
Ferguson Stone Hawkins Dunn Perkins Hudson Spencer Gardner Stephens Payne Pierce Berry Matthews Arnold Wagner Willis Watkins
Olson Carroll Duncan Snyder Hart Cunningham Lane Andrews Ruiz Harper Fox Riley Armstrong Carpenter Weaver Greene Elliott
Lawrence Chavis Whitfield Pettway Langhorne Featherstonehaugh Cholmondeley-Whitaker Van_Rensselaer De_Witt Schuyler Ten_Eyck
Vanderhoef Wyckoff Lefferts Remsen Suydam Ditmars Onderdonk Hasbrouck Abernathy Blackwood Castleberry Drummond Eastman
Fairbanks Goodwin Hathaway Ingram Jefferies Kirkland Lockwood Merriweather Northrop Oakley Pemberton Quarles Radcliffe
Sinclair Tillman Underwood Vance Wadsworth Yarborough`)

const hispanicGiven = words(`
José María Juan Ana Luis Carmen Carlos Rosa Miguel Luz Jorge Isabel Pedro Elena Rafael Yolanda Ramón Sofía Ángel Gabriela
Francisco Altagracia Manuel Milagros Héctor Xiomara Víctor Marisol Julio Daniela Andrés Valentina Alejandro Camila Diego
Lucía Javier Mariana Fernando Paola Ricardo Yesenia Eduardo Rocío Roberto Inés Óscar Noemí Raúl Belkis Wilson Maribel Edwin
Jacqueline Freddy Ingrid Ernesto Pilar Santiago Esperanza Mateo Graciela Joaquín Dolores Emilio Nieves Rubén Zoraida Esteban
Leticia Nelson Mercedes Wilfredo Iris Félix Migdalia Tomás Beatriz Ignacio Consuelo Gustavo Marcela Iván Natalia`)

const hispanic = words(`
Rodríguez García Rivera Martínez González Hernández López Pérez Sánchez Ramírez Torres Díaz Reyes Cruz Morales Ortiz Gómez
Vargas Castillo Jiménez Santiago Ramos Rosario Álvarez Peña Vásquez Núñez De_La_Cruz Mejía Guzmán Santos Colón Rosado Medina
Figueroa Vega Acosta Polanco Tavárez Almonte Paulino Espinal Cabrera Batista Contreras Delgado Maldonado Feliciano Nieves
Quiñones Irizarry Cordero Méndez Salazar Guerrero Mendoza Castro Herrera Flores Aguilar Romero Suárez Molina Cárdenas Zambrano
Quispe Chávez Velásquez Cevallos Guamán Loja Tenesaca Orellana Marte Ureña Abreu Peralta Marmolejos De_Los_Santos Disla
Beltré Burgos Valentín Caraballo Pagán Lebrón Ayala Escobar Restrepo Ospina Giraldo Cifuentes Bermúdez Arango Villegas
Hinojosa Baquerizo-Montesdeoca Fernández-Quevedo García-Huidobro López_de_Mendizábal Ibáñez Ñáñez Yáñez Zúñiga`)

const irishGiven = words(`
Kevin Kathleen Brendan Maureen Patrick Eileen Sean Bridget Declan Siobhán Liam Deirdre Colleen Conor Fiona Thomas Margaret
Terence Nora Dennis Sheila Michael Rosemary Brian Noreen Aidan Moira Eamon Caitlin Owen Peggy Rory Maeve Gerard Catherine`)
const irish = words(`
Murphy O'Brien Kelly Sullivan O'Connor Ryan Walsh O'Neill McCarthy Gallagher O'Sullivan Kennedy Lynch Murray Quinn Moore
McLaughlin Doyle O'Neil Byrne Connolly Daly Brennan Burke Fitzgerald Fitzpatrick Hennessy O'Keeffe O'Reilly Donnelly Flanagan
McGrath McDermott McKenna McMahon McNamara Nolan O'Donnell O'Rourke O'Shea Power Reilly Sheehan Shaughnessy Tierney Whelan
D'Arcy Dunleavy Feeney Geraghty Halloran Keane Loughlin MacDonagh Moriarty Mulligan O'Dwyer O'Malley Rafferty Tuohy`)

const italianGiven = words(`
Anthony Maria Joseph Angela Frank Rose Vincent Theresa Salvatore Lucia Dominic Carmela Michael Gina Nicholas Antonietta
Carmine Concetta Rocco Filomena Angelo Josephine Pasquale Giuseppina Gaetano Annunziata Paul Donna Louis Connie Ralph Marie
Luca Francesca Marco Chiara Giovanni Bianca Matteo Rosalia Gennaro Assunta Enzo Vincenza Nunzio Immacolata`)
const italian = words(`
Russo Esposito Romano Colombo Ricci Marino Greco Bruno Gallo Conti DeLuca Costa Giordano Mancini Rizzo Lombardi Moretti
Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra
Coppola DeSantis D'Angelo Marchetti Parisi Villa Conte Ferretti Pellegrini Palumbo Sanna Fabbri Rossetti D'Amico Grasso Sorrentino
Di_Stefano Amato Basile Cusumano Schiavone Mastroianni DiGiovanni LaRocca LoPresti Tagliaferro Iannuzzi Cacciatore Buonocore
Fiorentino Napolitano Calabrese Catalano Messina Palermo Siciliano D'Agostino Dell'Aquila Dall'Orto De_Simone Pietrangelo`)

const jewishGiven = words(`
David Rachel Michael Sarah Jonathan Rebecca Daniel Leah Aaron Miriam Joshua Esther Benjamin Naomi Samuel Hannah Adam Deborah
Jacob Rivka Moshe Chaya Yosef Shira Menachem Devorah Shmuel Malka Avraham Tova Yitzchok Bracha Chaim Gittel Mordechai Faigy
Ezra Judith Nathan Shoshana Asher Yael Eli Dina Noah Tamar Isaac Zipporah Mendel Raizel`)
const jewish = words(`
Cohen Levy Goldberg Friedman Schwartz Katz Goldstein Rosenberg Greenberg Kaplan Shapiro Weiss Klein Levine Rosen Stern Gross
Feldman Weinstein Bernstein Hoffman Adler Rubin Epstein Silverman Blum Wolf Schneider Horowitz Rabinowitz Zimmerman Berkowitz
Moskowitz Teitelbaum Halberstam Landau Perlman Singer Fishman Brodsky Lefkowitz Gottlieb Mandelbaum Eisenberg Steinberg
Rosenfeld Rosenzweig Birnbaum Safra Sutton Dweck Shalom Chalom Sasson Azoulay Ben-David Bar-Lev Finkelstein Oppenheimer`)

const chineseGiven = words(`
Wei Li Ming Mei Jun Yan Hui Xiu Jian Ling Hong Fang Qiang Na Lei Jing Yong Xia Tao Ying Bo Min Kevin Amy Jason Jenny Steven
Winnie Raymond Vivian Eric Fiona Kenny Grace Xiao_Ling Yu_Ting Wing_Yee Ka_Man Chi_Keung Siu_Fong Guo_Qiang Zhi_Wei Mei_Hua`)
const chinese = words(`
Chen Wang Li Zhang Lin Huang Liu Wu Yang Zheng Zhou Zhao Xu Zhu He Guo Ma Luo Liang Song Chan Wong Lee Lau Ng Cheung Leung Chu
Kwok Tsang Yip Fung Tang Lam Ho Chow Yeung Mak Hui Kwan Dong Gao Jiang Jin Lu Pan Qiu Shi Tan Xie Ye Yu Zeng Zhong Ouyang Eng Moy`)

const koreanGiven = words(`
Min-jun Seo-yeon Ji-hoon Ji-woo Hyun-woo Soo-jin Sung-ho Eun-ji Jae-won Hye-jin Young-ho Mi-kyung Dong-hyun Yuna Kyung-soo
Sun-hee Daniel Grace Joseph Esther Peter Hannah Paul Eunice Sang-woo Kyung-mi In-sook Byung-chul`)
const korean = words(`
Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Yoo Ko Moon Yang Son Bae Baek Heo
Nam Shim Noh Ha Kwak Sung Cha Joo Woo Koo Min Jin Pyo Namgung`)

const southAsianGiven = words(`
Mohammed Fatima Raj Priya Amit Anita Sanjay Sunita Vikram Deepa Ravi Lakshmi Arjun Pooja Imran Ayesha Harpreet Gurpreet
Manpreet Jaspreet Abdul Nasreen Rahul Neha Suresh Meena Anil Kavita Tariq Shabana Bilal Sadia Kiran Rekha Ashok Usha Mahmudul
Nusrat Rafiqul Shirin Jahangir Rokeya Dilip Indra Parmanand Savitri Vishnu Kamla Ganesh Radhika Venkata Padmavathi`)
const southAsian = words(`
Singh Patel Khan Ahmed Rahman Kumar Shah Ali Islam Hossain Chowdhury Begum Sharma Kaur Gupta Uddin Miah Das Akter Hussain
Mohammed Persaud Ramnarine Narine Budhu Ramdass Sookdeo Maharaj Mathew Thomas Varghese Iyer Nair Menon Reddy Rao Desai Mehta
Joshi Malik Qureshi Siddiqui Iqbal Javed Butt Chaudhry Sandhu Gill Dhillon Grewal Sidhu Bhattacharjee Mukhopadhyay
Chakraborty Subramanian Venkataraghavan Jayawardene Wickramasinghe-Gunawardena Sherpa Gurung Tamang Lama`)

const slavicGiven = words(`
Krzysztof Agnieszka Andrzej Małgorzata Piotr Katarzyna Tomasz Ewa Marek Joanna Stanisław Jadwiga Łukasz Żaneta Paweł Zofia
Vladimir Svetlana Igor Olga Boris Tatyana Dmitry Irina Alexander Natalia Sergey Lyudmila Mikhail Galina Yuri Yelena Oleksandr
Oksana Taras Halyna Wojciech Bożena Zbigniew Grażyna`)
const polish = words(`
Kowalski Nowak Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur
Kwiatkowski Krawczyk Piotrowski Grabowski Nowakowski Pawłowski Michalski Adamczyk Dudek Zając Wieczorek Jabłoński Król Majewski
Olszewski Jaworski Wróbel Malinowski Pawlak Witkowski Walczak Stępień Górski Rutkowski Sikora Ostrowski Baran Szewczyk
Brzęczyszczykiewicz Szczepański`)
const russian = words(`
Ivanov Petrov Kuznetsov Smirnov Volkov Sokolov Popov Lebedev Kozlov Novikov Morozov Pavlov Semenov Golubev Vinogradov Bogdanov
Vorobyov Fedorov Mikhailov Tarasov Belov Komarov Orlov Kiselev Makarov Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko
Reznik Gurevich Feldsher Shapovalov Zaslavsky Yakubov Aminov Kaykov Khaimov Pinkhasov Abramov`)

const caribbeanGiven = words(`
Jean Marie Pierre Rose Jacques Nadège Wilner Mirlande Frantz Guerline Emmanuel Fabiola Réginald Widelyne Jean-Claude Marie-Ange
Jean-Baptiste Rose-Marie Ricardo Ketly Evens Natacha Winston Sharon Trevor Marcia Delroy Beverley Errol Claudette Neville Paulette
Kwame Abena Kofi Ama Devon Keisha Andre Tanya Malik Latoya Jamal Shanice Tyrone Imani`)
const haitian = words(`
Pierre Jean Joseph Louis Charles Baptiste Jean-Baptiste François Paul Michel Augustin Étienne Jacques Désir Cadet Célestin
Saint-Louis Saint-Fleur Toussaint Laurent Thélusma Jean-Louis Pierre-Louis Jean-Pierre Dorvil Estimé Lafontant Fils-Aimé
Bien-Aimé Dieudonné Exantus Noël Philogène Rémy Sylvain Théodore Valcin Jean-François Guillaume Beauvais`)
const caribbean = words(`
Campbell Brown Williams Clarke Grant Francis Gordon Reid Bailey Morgan Henry Charles Joseph Alleyne Browne Greenidge Holder
Braithwaite St._Louis Bartholomew Baptiste Cumberbatch Fraser Gittens Hinds Layne Mc_Lean Noel Phillip Prescod Roopnarine
Mensah Owusu Boateng Asante Okafor Adeyemi Okonkwo Diallo Traoré Jallow Sowe`)

const arabicGiven = words(`
Mohamed Fatma Ahmed Mariam Omar Noor Youssef Layla Khaled Amal Hassan Huda Ali Rania Ibrahim Salma Mahmoud Dina Tarek Hanan
Saleh Aisha Abdulrahman Zainab Samir Nadia Karim Yasmin`)
const arabic = words(`
Hassan Ali Ahmed Saleh Ibrahim Mohamed Abdelrahman Nasser Mansour Haddad Khoury Saleem Awad Othman Mustafa Youssef Saad Farah
Hamdan Abu-Ghazaleh Al-Ansi Al-Hakim El-Sayed Saidi Alhamdi Nagi Obaid Muthana Ghaleb Abdulla Shaibi Kassim`)

const community = (
  share: number,
  language: string | null,
  languageShare: number,
  givenNames: readonly string[],
  familyNames: readonly string[],
): Community => ({ share, language, languageShare, givenNames, familyNames })

/** Shares in percent, roughly the region's; they sum to 100. */
export const communities: readonly Community[] = [
  community(25, null, 0, englishGiven, english),
  community(26, 'es', 0.42, hispanicGiven, hispanic),
  community(7, null, 0, irishGiven, irish),
  community(10, 'it', 0.03, italianGiven, italian),
  community(7, 'yi', 0.06, jewishGiven, jewish),
  community(6, 'zh-Hans', 0.4, chineseGiven, chinese),
  community(2, 'ko', 0.35, koreanGiven, korean),
  community(6, 'bn', 0.12, southAsianGiven, southAsian),
  community(2, 'pl', 0.3, slavicGiven, polish),
  community(3, 'ru', 0.4, slavicGiven, russian),
  community(3, 'ht', 0.3, caribbeanGiven, haitian),
  community(2, 'fr', 0.04, caribbeanGiven, caribbean),
  community(1, 'ar', 0.3, arabicGiven, arabic),
]

export const weightedCommunities: readonly Community[] = communities.flatMap((entry) =>
  Array.from({ length: entry.share }, () => entry),
)
