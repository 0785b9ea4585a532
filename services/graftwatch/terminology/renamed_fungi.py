"""Renamed and misspelt species of fungi and parasites: the accepted name, and the names that are still sent.

Source: MycoBank, and the synonyms of the NHSN list of organism terms. The accepted name is the one under which the list
carries the flags (Candida glabrata, whatever its genus is called now).
"""

from typing import Final

RENAMED_FUNGI: Final = """
Aureobasidium pullulans: Pullularia pullulans; Candida albicans: Oidium albicans; Candida auris: Candidozyma auris;
Candida glabrata: Nakaseomyces glabrata, Nakaseomyces glabratus, Torulopsis glabrata; Candida kefyr: Kluyveromyces
marxianus; Candida krusei: Issatchenkia orientalis, Pichia kudriavzevii; Candida lipolytica: Yarrowia lipolytica;
Candida lusitaniae: Candida obtusa, Clavispora lusitaniae; Candida norvegensis: Pichia norvegensis; Candida
parapsilosis: Candida parakrusei; Candida pelliculosa: Hansenula anomala, Pichia anomala, Wickerhamomyces anomalus;
Candida rugosa: Diutina rugosa; Candida tropicalis: Candida paratropicalis; Candida utilis: Cyberlindnera jadinii;
Cryptococcus humicola: Candida humicola; Cryptococcus neoformans: Torula histolytica; Cyberlindnera fabianii: Candida
fabianii, Pichia fabianii; Exophiala dermatitidis: Wangiella dermatitidis; Exophiala werneckii: Cladosporium werneckii,
Hortaea werneckii; Fonsecaea pedrosoi: Phialophora pedrosoi; Fusarium verticillioides: Fusarium moniliforme; Giardia
lamblia: Giardia duodenalis, Giardia intestinalis; Kodamaea ohmeri: Candida ohmeri, Pichia ohmeri; Lichtheimia
corymbifera: Absidia corymbifera; Lomentospora prolificans: Scedosporium inflatum, Scedosporium prolificans; Malassezia
furfur: Pityrosporum ovale; Meyerozyma guilliermondii: Pichia guilliermondii; Ochroconis gallopava: Dactylaria
gallopava, Verruconis gallopava; Paracoccidioides brasiliensis: Blastomyces brasiliensis; Penicillium marneffei:
Talaromyces marneffei; Pneumocystis jirovecii: Pneumocystis jiroveci; Purpureocillium lilacinum: Paecilomyces lilacinus;
Rhizomucor pusillus: Mucor pusillus; Rhizopus arrhizus: Rhizopus oryzae; Rhodotorula mucilaginosa: Rhodotorula rubra;
Saprochaete capitata: Blastoschizomyces capitatus, Geotrichum capitatum, Trichosporon capitatum; Scedosporium
apiospermum: Pseudallescheria apiosperma; Scedosporium boydii: Allescheria boydii, Pseudallescheria boydii; Sporothrix
schenckii: Sporotrichum schenckii; Trichosporon cutaneum: Trichosporon beigelii;
"""
