//! The exponential moving average of a model's weights, in PyTorch's formula (`torch.optim.swa_utils`): a + (θ − a)·(1 − decay).

use super::Model;
use crate::simd::move_toward;

/// Its place behind the optimizer's moments; empty in a model that keeps no average.
pub(super) const AVERAGE: usize = 3;

impl Model {
    /// Keeps an average with this decay from the next [`Model::set_optimizer`] on, or none for 0. It begins with what is
    /// imported into its slot, that of moment 3.
    pub fn set_ema_decay(&mut self, decay: f64) {
        self.ema_decay = decay;
    }

    /// How many averages it keeps.
    pub(super) fn averages(&self) -> usize {
        usize::from(self.ema_decay > 0.0)
    }

    /// Takes in the weights after an update.
    pub(super) fn add_to_average(&mut self) {
        let t = self.steps as f64;
        // The first updates count more, or a short run would end with an average near its initial weights.
        let decay = self.ema_decay.min((1.0 + t) / (10.0 + t));
        move_toward(&mut self.moments[AVERAGE], &self.params, (1.0 - decay) as f32);
    }
}
