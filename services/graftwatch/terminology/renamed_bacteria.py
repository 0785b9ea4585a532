"""Renamed and misspelt bacterial species: the accepted name, and the names that laboratories and code lists still send.

Source: List of Prokaryotic names with Standing in Nomenclature, and the synonyms of the NHSN list of organism terms.
The accepted name is the one under which the list carries the flags. An old name is written without its rank
("biovar", "serotype"). Left out: old names that the list carries as terms of their own (synonyms.py).
"""

from typing import Final

RENAMED_BACTERIA: Final = """
Abiotrophia defectiva: Streptococcus defectivus; Acholeplasma laidlawii: Asterococcus laidlawii, Mycoplasma laidlawii;
Achromobacter denitrificans: Achromobacter xylosoxidans denitrificans, Alcaligenes xylosoxidans denitrificans;
Achromobacter xylosoxidans: Alcaligenes xylosoxidans; Acidovorax delafieldii: Pseudomonas delafieldii; Acidovorax
facilis: Pseudomonas facilis; Acinetobacter calcoaceticus: Acinetobacter anitratus, Herellea
vaginicola; Acinetobacter haemolyticus: Acinetobacter hemolyticus; Acinetobacter lwoffii: Acinetobacter calcoaceticus
lwoffii, Acinetobacter lwoffi, Mima polymorpha; Actinobacillus ureae: Pasteurella ureae; Actinomadura madurae: Nocardia
madurae; Actinomyces gerencseriae: Actinomyces israelii II; Actinomyces meyeri: Actinobacterium meyeri; Actinotignum
schaalii: Actinobaculum schaalii; Aerococcus urinaeequi: Pediococcus urinaeequi; Aeromonas caviae: Aeromonas punctata;
Aeromonas hydrophila: Pseudomonas hydrophila; Aeromonas trota: Aeromonas enteropelogenes; Aggregatibacter
actinomycetemcomitans: Actinobacillus actinomycetemcomitans, Haemophilus actinomycetemcomitans; Aggregatibacter
aphrophilus: Haemophilus aphrophilus, Haemophilus paraphrophilus; Aggregatibacter segnis: Haemophilus segnis;
Alcaligenes faecalis: Alcaligenes odorans, Pseudomonas odorans; Alistipes putredinis: Bacteroides putredinis; Alysiella
crassa: Simonsiella crassa; Amycolatopsis orientalis: Nocardia orientalis; Anaerococcus hydrogenalis:
Peptostreptococcus hydrogenalis; Anaerococcus lactolyticus: Peptostreptococcus lactolyticus; Anaerococcus octavius:
Peptostreptococcus octavius; Anaerococcus prevotii: Peptostreptococcus prevotii; Anaerococcus tetradius:
Peptostreptococcus tetradius; Anaerococcus vaginalis: Peptostreptococcus vaginalis; Anaerorhabdus furcosus: Bacteroides
furcosus; Aneurinibacillus aneurinilyticus: Bacillus aneurinolyticus; Arcanobacterium haemolyticum: Corynebacterium
hemolyticum; Arcobacter butzleri: Campylobacter butzleri; Arcobacter nitrofigilis: Campylobacter nitrofigilis;
Atopobium fossor: Eubacterium fossor; Atopobium minutum: Lactobacillus minutus; Atopobium parvulum: Peptostreptococcus
parvulus, Streptococcus parvulus; Atopobium rimae: Lactobacillus rimae; Avibacterium gallinarum: Pasteurella
gallinarum; Bacteroides ovatus: Bacteroides fragilis ovatus; Bacteroides thetaiotaomicron: Bacteroides fragilis
thetaiotaomicron; Bacteroides zoogleoformans: Prevotella zoogleoformans; Bartonella henselae: Rochalimaea henselae;
Bartonella quintana: Rickettsia quintana, Rochalimaea quintana; Bergeyella zoohelcum: Weeksella zoohelcum; Blautia
hansenii: Ruminococcus hansenii, Streptococcus hansenii; Blautia producta: Peptostreptococcus productus, Ruminococcus
productus, Streptococcus productus; Bordetella bronchiseptica: Alcaligenes bronchisepticus; Bordetella pertussis:
Haemophilus pertussis; Borrelia duttonii: Borrelia duttoni; Brachyspira pilosicoli: Serpulina pilosicoli;
Brevibacillus agri: Bacillus agri; Brevibacillus brevis: Bacillus brevis; Brevibacillus centrosporus: Bacillus
centrosporus;
Brevibacillus laterosporus: Bacillus laterosporus; Brevibacillus parabrevis: Bacillus parabrevis; Brevundimonas
diminuta: Pseudomonas diminuta; Brevundimonas vesicularis: Pseudomonas vesicularis; Brucella abortus: Bacillus abortus,
Brucella melitensis abortus; Brucella melitensis: Micrococcus melitensis; Burkholderia cepacia: Pseudomonas cepacia,
Pseudomonas multivorans; Burkholderia gladioli: Pseudomonas cocovenenans, Pseudomonas gladioli; Burkholderia mallei:
Pseudomonas mallei; Burkholderia pseudomallei: Actinobacillus pseudomallei, Flavobacterium pseudomallei, Malleomyces
pseudomallei, Pseudomonas pseudomallei; Campylobacter cryaerophila: Arcobacter cryaerophilus; Campylobacter curvus:
Wolinella curva; Campylobacter fetus: Vibrio fetus; Campylobacter gracilis: Bacteroides gracilis; Campylobacter lari:
Campylobacter laridis; Campylobacter rectus: Wolinella recta; Campylobacter sputorum: Vibrio sputorum; Campylobacter
ureolyticus: Bacteroides ureolyticus; Capnocytophaga ochracea: Bacteroides ochraceus; Cellulosimicrobium cellulans:
Cellulomonas cellulans; Chlamydophila pneumoniae: Chlamydia pneumoniae; Chlamydophila psittaci: Chlamydia psittaci,
Rickettsia psittaci; Chromobacterium violaceum: Bacillus violaceus; Chryseobacterium gleum: Flavobacterium gleum;
Chryseobacterium indologenes: Flavobacterium indologenes; Citrobacter amalonaticus: Levinea amalonatica; Citrobacter
freundii: Escherichia freundii; Citrobacter koseri: Citrobacter diversus, Levinea malonatica; Clostridioides difficile:
Clostridium difficile; Clostridium baratii: Clostridium paraperfringens; Clostridium clostridioforme: Bacteroides
clostridiiformis; Clostridium novyi: Clostridium oedematiens; Clostridium perfringens: Clostridium welchii, Welchia
perfringens; Clostridium ramosum: Actinomyces ramosus, Eubacterium ramosum; Clostridium sardiniense: Clostridium
absonum; Clostridium symbiosum: Fusobacterium symbiosum; Collinsella aerofaciens: Eubacterium aerofaciens; Comamonas
testosteroni: Pseudomonas testosteroni; Corynebacterium glucuronolyticum: Corynebacterium seminale; Corynebacterium
matruchotii: Bacterionema matruchotii; Corynebacterium otitidis: Turicella otitidis; Corynebacterium
pseudodiphtheriticum: Corynebacterium hofmannii; Corynebacterium pseudotuberculosis: Corynebacterium ovis; Cronobacter
sakazakii: Enterobacter sakazakii; Cupriavidus gilardii: Ralstonia gilardii; Cupriavidus pauculus: Wautersia paucula;
Cutibacterium acnes: Corynebacterium acnes, Corynebacterium parvum, Propionibacterium acnes; Cutibacterium avidum:
Propionibacterium avidum; Cutibacterium granulosum: Propionibacterium granulosum; Delftia acidovorans: Comamonas
acidovorans, Pseudomonas acidovorans; Dichelobacter nodosus: Bacteroides nodosus; Eggerthella lenta: Eubacterium
lentum; Eggerthia catenaformis: Lactobacillus catenaformis; Eikenella corrodens: Bacteroides corrodens; Elizabethkingia
meningoseptica: Chryseobacterium meningosepticum, Flavobacterium meningosepticum; Empedobacter brevis: Flavobacterium
breve; Enterobacter cancerogenus: Erwinia cancerogena; Enterobacter cloacae: Aerobacter cloacae, Enterobacter
dissolvens, Erwinia dissolvens; Enterobacter hormaechei: Enterobacter hormaechi; Enterococcus avium: Streptococcus
avium; Enterococcus casseliflavus: Enterococcus flavescens, Streptococcus casseliflavus; Enterococcus cecorum:
Streptococcus cecorum; Enterococcus durans: Streptococcus durans; Enterococcus faecalis: Streptococcus faecalis;
Enterococcus faecium: Streptococcus faecium; Enterococcus gallinarum: Streptococcus gallinarum; Enterococcus
saccharolyticus: Streptococcus saccharolyticus; Erysipelothrix rhusiopathiae: Erysipelothrix insidiosa; Eubacterium
barkeri: Clostridium barkeri; Faecalibacterium prausnitzii: Fusobacterium prausnitzii; Filifactor alocis: Fusobacterium
alocis; Filifactor villosus: Clostridium villosum; Finegoldia magna: Peptococcus magnus, Peptostreptococcus magnus;
Flavonifractor plautii: Clostridium orbiscindens, Eubacterium plautii; Francisella tularensis: Pasteurella tularensis;
Fusobacterium necrophorum: Actinomyces necrophorus, Bacteroides necrophorus, Sphaerophorus necrophorus; Gardnerella
vaginalis: Corynebacterium vaginale, Haemophilus vaginalis, Hemophilus vaginalis; Gemella haemolysans: Gemella
hemolysans; Gemella morbillorum: Streptococcus morbillorum; Geobacillus thermodenitrificans: Bacillus
thermodenitrificans; Gordonia bronchialis: Rhodococcus bronchialis; Gordonia terrae: Rhodococcus terrae; Granulicatella
adiacens: Abiotrophia adiacens, Streptococcus adjacens; Granulicatella elegans: Abiotrophia elegans; Grimontia
hollisae: Vibrio hollisae; Hafnia alvei: Enterobacter hafniae; Helicobacter cinaedi: Campylobacter cinaedi;
Helicobacter fennelliae: Campylobacter fennelliae; Helicobacter pylori: Campylobacter pylori; Jonesia denitrificans:
Listeria denitrificans; Kingella kingae: Moraxella kingae; Klebsiella aerogenes: Aerobacter aerogenes, Enterobacter
aerogenes, Klebsiella mobilis; Klebsiella granulomatis: Calymmatobacterium granulomatis; Kluyvera intermedia:
Enterobacter intermedius; Kocuria kristinae: Micrococcus kristinae; Kocuria rosea: Micrococcus roseus; Kocuria varians:
Micrococcus varians; Kytococcus sedentarius: Micrococcus sedentarius; Lacticaseibacillus casei: Lactobacillus casei;
Lacticaseibacillus paracasei: Lactobacillus paracasei; Lacticaseibacillus rhamnosus: Lactobacillus rhamnosus;
Lactococcus garvieae: Enterococcus seriolicida, Streptococcus garviae; Lactococcus lactis: Lactococcus cremoris,
Streptococcus cremoris, Streptococcus lactis; Lactococcus plantarum: Streptococcus plantarum; Lactococcus
raffinolactis: Streptococcus raffinolactis;
Leclercia adecarboxylata: Escherichia adecarboxylata; Legionella bozemanae: Fluoribacter bozemanae; Legionella
maceachernii: Tatlockia maceachernii; Legionella micdadei: Legionella pittsburghensis, Tatlockia micdadei; Lelliottia
amnigena: Enterobacter amnigenus; Lelliottia nimipressuralis: Erwinia nimipressuralis; Lysinibacillus sphaericus:
Bacillus sphaericus; Macrococcus caseolyticus: Staphylococcus caseolyticus; Mannheimia haemolytica: Pasteurella
haemolytica; Megamonas hypermegale: Bacteroides hypermegas; Megasphaera elsdenii: Peptostreptococcus elsdenii;
Microbacterium arborescens: Flavobacterium arborescens; Micrococcus
luteus: Sarcina luteus; Mitsuokella multacida: Bacteroides multiacidus; Mogibacterium timidum: Eubacterium timidum;
Moraxella catarrhalis: Branhamella catarrhalis, Micrococcus catarrhalis, Neisseria catarrhalis; Moraxella ovis:
Branhamella ovis; Mycobacterium chlorophenolicum: Rhodococcus chlorophenolicus; Mycobacterium fortuitum:
Mycolicibacterium fortuitum; Mycobacterium fortuitum complex: Mycobacterium fortuitum-chelonae complex; Mycobacterium
paratuberculosis: Mycobacterium johnei; Mycobacteroides abscessus: Mycobacterium abscessus; Mycobacteroides chelonae:
Mycobacterium chelonae; Myroides odoratus: Flavobacterium odoratum; Neisseria cinerea: Micrococcus cinereus; Neisseria
meningitidis: Neisseria intracellularis; Nesterenkonia halobia: Micrococcus halobius; Nocardia asteroides: Actinomyces
asteroides; Nocardia brasiliensis: Actinomyces brasiliensis; Nocardia otitidiscaviarum: Nocardia caviae; Nocardiopsis
dassonvillei: Nocardia dassonvillei; Ochrobactrum anthropi: Brucella anthropi; Odoribacter splanchnicus: Bacteroides
splanchnicus; Oerskovia turbata: Cellulomonas turbata; Oligella urethralis: Moraxella urethralis; Orientia
tsutsugamushi: Rickettsia tsutsugamushi; Paenibacillus alvei: Bacillus alvei; Paenibacillus larvae: Bacillus larvae;
Paenibacillus macerans: Bacillus macerans; Paenibacillus polymyxa: Bacillus polymyxa; Pantoea agglomerans: Enterobacter
agglomerans, Erwinia herbicola; Pantoea ananatis: Pantoea ananas; Parabacteroides distasonis: Bacteroides distasonis;
Parabacteroides merdae: Bacteroides merdae; Paraburkholderia fungorum: Burkholderia fungorum; Parvimonas micra:
Micromonas micros; Pasteurella bettyae: Pasteurella bettii; Pedobacter heparinus: Sphingobacterium heparinum;
Peptococcus niger: Micrococcus niger; Peptoniphilus asaccharolyticus: Peptococcus asaccharolyticus, Peptostreptococcus
asaccharolyticus, Staphylococcus asaccharolyticus; Phocaeicola vulgatus: Bacteroides fragilis vulgatus, Bacteroides
vulgatus; Photobacterium damselae: Vibrio damsela; Photorhabdus luminescens: Xenorhabdus luminescens; Plesiomonas
shigelloides: Aeromonas shigelloides; Pluralibacter gergoviae: Enterobacter gergoviae; Porphyromonas asaccharolytica:
Bacteroides asaccharolyticus, Porphyromonas asaccharolyticus; Porphyromonas gingivalis: Bacteroides gingivalis;
Prevotella bivia: Bacteroides bivius; Prevotella buccae: Bacteroides buccae; Prevotella intermedia: Bacteroides
intermedius; Prevotella melaninogenica: Bacteroides melaninogenicus; Prevotella oralis: Bacteroides oralis;
Propionibacterium propionicum: Actinomyces propionicus, Arachnia propionica, Pseudopropionibacterium propionicum;
Providencia alcalifaciens: Proteus inconstans; Providencia rettgeri: Proteus rettgeri; Pseudescherichia vulneris:
Escherichia vulneris; Pseudoflavonifractor capillosus: Bacteroides capillosus; Pseudomonas aeruginosa: Pseudomonas
pyocyanea, Pseudomonas pyocyaneus; Pseudomonas chlororaphis: Bacillus chlororaphis; Pseudomonas luteola: Chryseomonas
luteola, Chryseomonas polytricha; Pseudomonas oryzihabitans: Flavimonas oryzihabitans; Pseudomonas putida: Arthrobacter
siderocapsulatus; Pseudomonas stutzeri: Stutzerimonas stutzeri; Pseudoramibacter alactolyticus: Eubacterium
alactolyticum; Psychrobacter immobilis: Micrococcus cryophilus; Psychrobacter phenylpyruvicus: Moraxella
phenylpyruvica; Ralstonia mannitolilytica: Pseudomonas thomasii; Ralstonia pickettii: Burkholderia pickettii,
Pseudomonas pickettii; Raoultella ornithinolytica: Klebsiella ornithinolytica; Raoultella planticola: Klebsiella
planticola; Raoultella terrigena: Klebsiella terrigena; Rhizobium radiobacter: Agrobacterium radiobacter, Agrobacterium
tumefaciens; Rhodococcus equi: Corynebacterium equi, Rhodococcus hoagii; Rhodococcus fascians: Corynebacterium
fascians; Riemerella anatipestifer: Moraxella anatipestifer; Rothia dentocariosa: Actinomyces dentocariosus; Rothia
mucilaginosa: Rothia mucilaginosus, Stomatococcus mucilaginosus; Serratia liquefaciens: Enterobacter liquefaciens;
Shewanella putrefaciens: Pseudomonas putrefaciens; Shimwellia blattae: Escherichia blattae; Slackia exigua: Eubacterium
exiguum; Solibacillus silvestris: Bacillus silvestris; Sphingobacterium multivorum: Flavobacterium multivorum;
Sphingomonas paucimobilis: Flavobacterium paucimobilis, Pseudomonas paucimobilis; Spirillum minus: Spirillum minor;
Sporolactobacillus laevolacticus: Bacillus laevolacticus; Staphylococcus aureus: Micrococcus pyogenes, Micrococcus
pyogenes aureus, Staphylococcus pyogenes, Staphylococcus pyogenes aureus; Staphylococcus coagulans: Staphylococcus
schleiferi coagulans; Staphylococcus fleurettii: Mammaliicoccus fleurettii; Staphylococcus haemolyticus: Staphylococcus
hemolyticus; Staphylococcus lentus: Mammaliicoccus lentus; Staphylococcus saccharolyticus: Peptococcus saccharolyticus;
Staphylococcus sciuri: Mammaliicoccus sciuri; Staphylococcus stepanovicii: Mammaliicoccus stepanovicii; Staphylococcus
vitulinus: Mammaliicoccus vitulinus, Staphylococcus vitulus; Stenotrophomonas maltophilia: Pseudomonas maltophilia,
Xanthomonas maltophilia; Streptobacillus moniliformis: Haverhillia moniliformis; Streptococcus alactolyticus:
Streptococcus intestinalis; Streptococcus anginosus group: Streptococcus milleri; Streptococcus criceti: Streptococcus
cricetus, Streptococcus mutans a; Streptococcus cristatus: Streptococcus crista; Streptococcus downei: Streptococcus
dolonei; Streptococcus dysgalactiae: Streptococcus equisimilis; Streptococcus equi: Streptococcus zooepidemicus;
Streptococcus gallolyticus: Streptococcus bovis I, Streptococcus bovis II2, Streptococcus caprinus, Streptococcus
macedonicus, Streptococcus pasteurianus; Streptococcus infantarius: Streptococcus bovis II; Streptococcus lutetiensis:
Streptococcus infantarius coli; Streptococcus mitis: Streptococcus mitior; Streptococcus parasanguinis: Streptococcus
parasanguis; Streptococcus ratti: Streptococcus rattus; Streptococcus salivarius: Streptococcus thermophilus;
Streptococcus sanguinis: Streptococcus sanguis; Suttonella indologenes: Kingella indologenes; Tannerella forsythia:
Bacteroides forsythus, Tannerella forsythensis; Tetragenococcus solitarius: Enterococcus solitarius; Tissierella
praeacuta: Bacteroides praeacutus; Treponema pallidum: Spirochaeta pallida; Trueperella bernardiae: Actinomyces
bernardiae, Arcanobacterium bernardiae; Trueperella pyogenes: Actinomyces pyogenes, Arcanobacterium pyogenes,
Corynebacterium pyogenes; Tsukamurella paurometabola: Rhodococcus aurantiacus; Veillonella parvula: Staphylococcus
parvulus, Veillonella alcalescens; Vibrio alginolyticus: Beneckea alginolytica; Vibrio cholerae: Vibrio comma; Vibrio
vulnificus: Beneckea vulnifica; Virgibacillus pantothenticus: Bacillus pantothenticus; Viridans group streptococci:
Streptococcus viridans; Weissella confusa: Lactobacillus confusus; Yersinia pestis: Pasteurella pestis; Yokenella
regensburgei: Koserella trabulsii;
"""
