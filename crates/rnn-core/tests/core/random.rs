//! The generator against PyTorch's draws.

use crate::closeness::assert_close;
use crate::reference::reference;
use rnn_core::random::{Generator, SNAPSHOT_WORDS};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn integers(generator: &mut Generator, count: usize, high: u32) -> Vec<i64> {
    let mut draws = vec![0; count];
    generator.fill_integers(&mut draws, high);
    draws.into_iter().map(i64::from).collect()
}

fn uniform(generator: &mut Generator, count: usize, bound: f32) -> Vec<f32> {
    let mut draws = vec![0.0; count];
    generator.fill_uniform(&mut draws, -bound, bound);
    draws
}

fn normal(generator: &mut Generator, count: usize) -> Vec<f32> {
    let mut draws = vec![0.0; count];
    generator.fill_normal(&mut draws);
    draws
}

/// `torch.manual_seed(0)`, then what `init_seeded` lists, in its order.
#[test]
fn every_kind_of_draw_is_pytorchs() {
    let case = reference!("init_seeded");
    let mut generator = Generator::new(case.size("seed") as u32);
    assert_close("embedding", &normal(&mut generator, 27 * 5), &case.floats("embed.weight"), 3e-7, 0.0);
    let lstm = (1.0 / 10.0_f64.sqrt()) as f32;
    for (name, count) in [("weight_ih_l0", 200), ("weight_hh_l0", 400), ("bias_ih_l0", 40), ("bias_hh_l0", 40)] {
        assert_eq!(uniform(&mut generator, count, lstm), case.floats(&format!("lstm.{name}")), "{name}");
    }
    assert_eq!(uniform(&mut generator, 270, lstm), case.floats("linear.weight"));
    assert_eq!(uniform(&mut generator, 27, lstm), case.floats("linear.bias"));
    assert_eq!(integers(&mut generator, 64, 27), case.integers("randint"));
    let mut rand = [0.0; 40];
    generator.fill_uniform(&mut rand, 0.0, 1.0);
    assert_eq!(rand.to_vec(), case.floats("rand"));
    assert_close("randn(40)", &normal(&mut generator, 40), &case.floats("randn"), 3e-7, 0.0);
    assert_eq!(normal(&mut generator, 7), case.floats("randn_small"));
    let mut permutation = [0; 50];
    generator.fill_permutation(&mut permutation);
    assert_eq!(permutation.map(i64::from).to_vec(), case.integers("randperm"));
}

/// The first and the ten thousandth word of mt19937 as its authors published it.
#[test]
fn the_twister_is_the_published_one() {
    let mut generator = Generator::new(5489);
    assert_eq!(generator.next_u32(), 3_499_211_612);
    let last = (1..10_000).map(|_| generator.next_u32()).last();
    assert_eq!(last, Some(4_123_659_995));
}

#[test]
fn a_snapshot_goes_on_where_it_was_taken() {
    let mut generator = Generator::new(7);
    for used in [0, 1, 623, 624, 1000] {
        generator.manual_seed(7);
        let _ = integers(&mut generator, used, 9);
        // An odd number of normals leaves one behind.
        let _ = normal(&mut generator, 3);
        let mut words = [0; SNAPSHOT_WORDS];
        generator.snapshot(&mut words);
        let expected = (normal(&mut generator, 5), integers(&mut generator, 700, 1000), normal(&mut generator, 33));
        let mut other = Generator::new(99);
        other.restore(&words);
        let got = (normal(&mut other, 5), integers(&mut other, 700, 1000), normal(&mut other, 33));
        assert_eq!(got, expected, "after {used} words");
    }
}

#[test]
fn skipping_is_drawing_and_throwing_away() {
    for (used, skipped) in [(0, 0), (0, 1), (0, 624), (3, 621), (3, 622), (624, 624), (10, 5000)] {
        let (mut drawn, mut passed) = (Generator::new(7), Generator::new(7));
        let _ = (integers(&mut drawn, used + skipped, 9), integers(&mut passed, used, 9));
        passed.skip(skipped);
        assert_eq!(passed.next_u32(), drawn.next_u32(), "{used}, then {skipped}");
    }
}

#[test]
fn seeding_again_forgets_the_kept_normal() {
    let mut generator = Generator::new(3);
    let first = normal(&mut generator, 1);
    generator.manual_seed(3);
    assert_eq!(normal(&mut generator, 1), first);
}

#[test]
fn a_permutation_holds_everything_once() {
    let mut generator = Generator::new(11);
    for n in [0, 1, 2, 17, 1000] {
        let mut permutation = vec![0; n];
        generator.fill_permutation(&mut permutation);
        permutation.sort_unstable();
        assert!(permutation.into_iter().eq(0..n as u32), "{n}");
    }
}

#[test]
fn normals_have_mean_0_and_variance_1() {
    let draws = normal(&mut Generator::new(1), 100_003);
    let count = draws.len() as f64;
    let mean = draws.iter().copied().map(f64::from).sum::<f64>() / count;
    let variance = draws.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / count;
    assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "mean {mean}, variance {variance}");
}

#[test]
fn dropout_keeps_its_share_and_the_mean() {
    let mut generator = Generator::new(5);
    for p in [0.0, 0.1, 0.5, 0.9] {
        let mut mask = vec![0.0; 50_000];
        rnn_core::stack::dropout::draw(&mut generator, p, &mut mask);
        let kept = mask.iter().filter(|&&x| x != 0.0).count() as f32 / mask.len() as f32;
        assert!((kept - (1.0 - p)).abs() < 0.01, "p {p}: kept {kept}");
        assert!(mask.iter().all(|&x| x == 0.0 || x == 1.0 / (1.0 - p)));
    }
}

#[test]
fn dropout_multiplies_any_length() {
    for len in crate::draws::EDGES {
        let mut draws = crate::draws::Draws::new(len as u32);
        let (mask, x) = (draws.floats(len), draws.floats(len));
        let mut y = vec![f32::NAN; len];
        rnn_core::stack::dropout::apply(&mask, &x, &mut y);
        assert!(y.iter().zip(mask.iter().zip(&x)).all(|(y, (mask, x))| *y == mask * x), "{len}");
    }
}
