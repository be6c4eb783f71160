/** One picture a form: three things in a row, with what each of them means for the numbers. */
import type { Bilingual } from "../../../shared/api/wire";
import type { Icon } from "./icons";

export type Picture = readonly (readonly [icon: Icon, words: Bilingual])[];

const words = (zh: string, en: string): Bilingual => ({ zh, en });

/** By the form's code; a form of a city's own has none. */
export const PICTURES: Record<string, Picture> = {
  sowing: [
    ["field", words("本月新种下的地，量的是面积", "Land newly sown this month, by area")],
    ["old_month", words("上月报过的，不再算", "What was told last month is not counted again")],
    ["card", words("其他作物：花生、大豆、红薯、芝麻等", "Other crops: peanuts, soybeans, sweet potatoes, sesame")],
    ["two_crops", words("套种的两样，各按占的地算", "Two crops on one field: each by the land it takes")],
  ],
  fertilizer: [
    ["sack", words("一袋尿素 50 公斤，是实物", "A bag of urea, 50 kg: the product")],
    ["percent", words("看袋上的含量：氮 46%", "Read its content on the bag: 46 % nitrogen")],
    ["scale", words("50 × 46% = 23 公斤，折纯填这个", "50 × 46 % = 23 kg: the pure nutrient, which is asked")],
  ],
  soil_testing: [
    ["spade", words("到地里取土：一袋土样算 1 个", "Soil taken in the field: one bag is one sample")],
    ["flask", words("化验室出了结果，才算化验 1 个", "Analysed once the laboratory has a result")],
    ["card", words("配方卡发到农户手里，才算 1 份", "A card counts once the farmer holds it")],
  ],
  pest_control: [
    ["sprayer", words("10 亩地打一遍药，是 10 亩次", "10 mu sprayed once: 10 area-times")],
    ["twice", words("同一块地打两遍，是 20 亩次", "The same field sprayed twice: 20 area-times")],
    [
      "drone",
      words("专业队、无人机代打的，再填到“其中”", "What crews did for farmers stands once more under “of which”"),
    ],
  ],
  film: [
    ["film", words("铺下去多少膜：称重量（公斤）", "Film laid: weigh it (kg)")],
    ["rake", words("收完揭膜、捡膜：量面积（亩）", "Film picked up after harvest: by area (mu)")],
    ["scale", words("送到回收点过磅：填回收量", "Weighed at the recovery point: the amount recovered")],
  ],
  packaging: [
    ["bottle", words("捡回来的空瓶、空袋，不带剩药", "Empty bottles and bags brought back, without rests")],
    ["scale", words("在回收点过磅：填“回收”", "Weighed at the recovery point: recovered")],
    ["truck", words("拉走焚烧、处理了的：填“处置”", "Taken away and destroyed: disposed of")],
  ],
  straw: [
    ["combine", words("本月收了多少亩、打了多少吨粮", "Mu harvested this month, and tonnes of grain")],
    ["stubble", words("打碎留在地里的：还田面积", "Chopped and left on the field: area returned")],
    ["bales", words("打捆拉走的：按用处分开填吨数", "Baled and taken away: tonnes by use")],
    ["barn", words("饲料化喂牲口，基料化种蘑菇", "As feed for livestock; as substrate for mushrooms")],
    [
      "truck",
      words(
        "燃料化打捆、压块、发电，原料化造纸、板材",
        "As fuel: bales, pellets, power; as raw material: paper, board",
      ),
    ],
  ],
  manure: [
    ["barn", words("规模养殖场的粪污：本季产生量", "Manure of livestock farms: produced this quarter")],
    ["sack", words("堆成肥、做沼气的：算利用", "Composted, or used for gas: used")],
    ["book", words("照台账填，没有称的不要猜", "From the books: no guesses where nothing was weighed")],
  ],
  field_trial: [
    ["plots", words("田间试验的小区：填点数", "Plots of the field trials: how many points")],
    ["flask", words("化验后算出利用率，填 0 到 1", "Recovery by analysis, from 0 to 1")],
    ["percent", words("例如 38.5%，填 0.385", "For example 38.5 %: 0.385")],
  ],
  dealer_sales: [
    ["shop", words("县里农资店本月卖出的化肥", "Fertilizer that dealers sold this month")],
    ["percent", words("按含量折成纯量再填", "As pure nutrient, by its content")],
    ["book", words("报了数的店有几家，照实填", "How many dealers reported")],
  ],
};
