/** Surnames of four languages, for the programs about names. */
export const names = {
  Greek: [
    ..."Angelopoulos Antonopoulos Alexiou Christodoulou Dimitriou Economou Fotopoulos Georgiou Giannopoulos".split(" "),
    ..."Hatzis Ioannidis Kalogeropoulos Karagiannis Konstantinou Kyriakidis Lambropoulos Makris Markopoulos".split(" "),
    ..."Metaxas Mitropoulos Nikolaidis Oikonomou Panagiotopoulos Papadakis Papadopoulos Papageorgiou Pappas".split(" "),
    ..."Petridis Samaras Savvidis Stavropoulos Theodorou Triantafyllou Tsakiris Vasiliou Vlachos Xenakis Zafeiris".split(
      " ",
    ),
  ],
  Italian: [
    ..."Amato Barbieri Bellini Benedetti Bianchi Bruno Caruso Colombo Conti Costa DeLuca Esposito Fabbri".split(" "),
    ..."Farina Ferrara Ferrari Fontana Galli Gallo Gatti Giordano Greco Grassi Leone Lombardi Longo Mancini".split(" "),
    ..."Marchetti Mariani Marini Marino Martinelli Messina Moretti Palumbo Pellegrini Ricci Rinaldi Rizzo".split(" "),
    ..."Romano Rossetti Rossi Russo Santoro Serra Silvestri Testa Valentini Villa Vitale".split(" "),
  ],
  Japanese: [
    ..."Abe Aoki Endo Fujii Fujita Fukuda Goto Hara Hasegawa Hashimoto Hayashi Honda Ikeda Inoue Ishii".split(" "),
    ..."Ishikawa Ito Kato Kawasaki Kimura Kobayashi Kondo Maeda Matsuda Matsumoto Mori Murakami Nakagawa".split(" "),
    ..."Nakajima Nakamura Nishimura Ogawa Okada Ono Saito Sakai Sakamoto Sasaki Sato Shimizu Suzuki".split(" "),
    ..."Takahashi Takeda Tanaka Ueda Watanabe Yamada Yamaguchi Yamamoto Yamashita Yamazaki Yokoyama".split(" "),
  ],
  Polish: [
    ..."Adamczyk Adamski Baranowski Borkowski Chmielewski Czarnecki Dudek Duda Gorski Grabowski".split(" "),
    ..."Jankowski Jasinski Jaworski Kaczmarek Kalinowski Kaminski Kowalczyk Kowalski Kozlowski Krawczyk".split(" "),
    ..."Kubiak Kucharski Kwiatkowski Lewandowski Lis Maciejewski Majewski Malinowski Mazurek Michalak".split(" "),
    ..."Nowak Nowicki Olszewski Ostrowski Pawlak Pawlowski Pietrzak Piotrowski Rutkowski Sadowski".split(" "),
    ..."Sikorski Sobczak Stepien Szczepaniak Szymanski Walczak Wieczorek Wisniewski Wojcik Wozniak Zielinski".split(
      " ",
    ),
  ],
};

/** Every letter of the names. */
export const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
